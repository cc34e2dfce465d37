/** How long the hostile tests run: `HOSTILE=long` is `npm run hostile`, with the full counts and a report; otherwise `npm test`. */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
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
export const report = (what: string, counted: string, measured: string): void => void figures.push({ what, counted, measured })

const path = new URL('../../docs/hostile-report.md', import.meta.url)

/** Writes what was measured on this engine into its part of the report. */
export const writeReport = async (): Promise<void> => {
  if (!isLong || figures.length === 0) return
  const rows = figures.map(({ what, counted, measured }) => `| ${what} | ${counted} | ${measured} |`)
  const where = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'})`
  const part = [`Measured on ${where}.`, '', '| what | how much | outcome |', '| --- | --- | --- |', ...rows].join('\n')
  const [begin, end] = [`<!-- BEGIN measured: ${engineName} -->`, `<!-- END measured: ${engineName} -->`]
  const before = await readFile(path, 'utf8')
  const [head, rest] = before.split(begin)
  const [, tail] = rest?.split(end) ?? []
  if (head === undefined || tail === undefined) throw new Error(`docs/hostile-report.md has no part for ${engineName}`)
  await writeFile(path, `${head}${begin}\n\n${part}\n\n${end}${tail}`)
}
