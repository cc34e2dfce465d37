/** How long the hostile tests run: `HOSTILE=long` is `npm run hostile`, with the full counts and a report; otherwise `npm test`. */
import { readFile, writeFile } from 'node:fs/promises'
import { engineName } from './engine.ts'

export const isLong = process.env.HOSTILE === 'long'

/** How often, how many or how long: the first in `npm test`, the second in `npm run hostile`. */
export const inShort = <Value>(short: Value, long: Value): Value => (isLong ? long : short)

const minutes = 60_000

/** For `this.timeout`. */
export const timeLimit = (shortMs: number): number => inShort(shortMs, 120 * minutes)

interface Figure {
  what: string
  counted: string
  measured: string
}

const figures: Figure[] = []

/** A line of the report: what was done to the gateway, how often, and what came of it. */
export const recordResult = (what: string, counted: string, measured: string): void => void figures.push({ what, counted, measured })

const path = new URL('../../docs/hostile-report.md', import.meta.url)
const heading = ['| what | how much | outcome | when |', '| --- | --- | --- | --- |']

/** Puts what was measured on this engine into its part of the report: a line each, in the place of the one that was there before. */
export const writeReport = async (): Promise<void> => {
  if (!isLong || figures.length === 0) return
  const [begin, end] = [`<!-- BEGIN measured: ${engineName} -->`, `<!-- END measured: ${engineName} -->`]
  const [head, rest] = (await readFile(path, 'utf8')).split(begin)
  const [part, tail] = rest?.split(end) ?? []
  if (head === undefined || part === undefined || tail === undefined)
    throw new Error(`docs/hostile-report.md has no part for ${engineName}`)
  const earlier = part.split('\n').filter((line) => line.startsWith('| ') && !heading.includes(line))
  const lines = new Map(earlier.map((line) => [line.split(' | ')[0], line]))
  const when = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}`
  for (const { what, counted, measured } of figures) lines.set(`| ${what}`, `| ${what} | ${counted} | ${measured} | ${when} |`)
  await writeFile(path, [`${head}${begin}`, '', ...heading, ...lines.values(), '', `${end}${tail}`].join('\n'))
}
