/** How long the hostile tests run: `HOSTILE=long` is `npm run hostile`, with full counts and a report; otherwise they run as part of `npm test`. */
import { readFile, writeFile } from 'node:fs/promises'
import { engineName } from './engine.ts'

export const isLong = process.env.HOSTILE === 'long'

/** A count, a duration or a bound: the first in `npm test`, the second in `npm run hostile`. */
export const inShort = <Value>(short: Value, long: Value): Value => (isLong ? long : short)

const minutes = 60_000

/** For `this.timeout`: only a test that hangs reaches it. */
export const timeLimit = inShort(5 * minutes, 120 * minutes)

interface Figure {
  what: string
  counted: string
  measured: string
}

const figures: Figure[] = []

/** Adds a line to the report: what the test did to the gateway, how often, and the outcome. */
export const recordResult = (what: string, counted: string, measured: string): void => void figures.push({ what, counted, measured })

const path = new URL('../../docs/hostile-report.md', import.meta.url)
const heading = ['| what | how much | outcome | when |', '| --- | --- | --- | --- |']

/** Writes the results of this engine into its part of the report. A result replaces the earlier one of the same name. */
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
