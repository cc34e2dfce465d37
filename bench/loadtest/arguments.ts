/** Command-line arguments, with errors that say what to write instead. */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { CannotStart } from './cannot-start.ts'

/** The number of letters to change to get from one word to the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}

/** The word that was probably meant. */
export const closest = (word: string, words: readonly string[]): string | undefined =>
  words
    .map((each) => ({ each, letters: distance(word, each) }))
    .filter(({ letters, each }) => letters <= Math.max(1, Math.floor(each.length / 3)))
    .sort((a, b) => a.letters - b.letters)[0]?.each

const seeHelp = 'npm run load -- --help lists the options.'

/** Parses arguments. Throws `CannotStart`. */
export const parse = <const Config extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Config,
  allowPositionals = false,
) => {
  const names = Object.keys(options)
  for (const arg of args) {
    const name = /^--([^=]+)/.exec(arg)?.[1]
    if (name === undefined || names.includes(name)) continue
    const meant = closest(name, names)
    throw new CannotStart(`There is no option --${name}.${meant === undefined ? '' : ` Do you mean --${meant}?`} ${seeHelp}`)
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    throw new CannotStart(`${error instanceof Error ? error.message : error}\n${seeHelp}`)
  }
}
