/** Tables of figures, for the terminal and in Markdown. */
import type { Scenario, Spread, Summary, Target } from './scenario.ts'
import type { Judged } from './verdict.ts'

const format = (value: number, digits: number) => {
  if (Number.isNaN(value)) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** The median, and the lowest and the highest round. */
const formatSpread = ({ median, lowest, highest }: Spread, digits: number) => {
  const [middle, low, high] = [median, lowest, highest].map((value) => format(value, digits))
  return low === high ? `${middle}` : `${middle} (${low} to ${high})`
}

const unknown: Spread = { median: Number.NaN, lowest: Number.NaN, highest: Number.NaN }

/** Lines of cells: the heading, then a row for each measurement. */
export const cellsOf = ({ figures }: Pick<Scenario, 'figures'>, rows: readonly Summary[]): string[][] => [
  ['', '', ...Object.values(figures).map(({ title }) => title)],
  ...rows.map((row) => [
    row.who,
    row.load,
    ...Object.entries(figures).map(([key, { digits }]) => formatSpread(row.figures[key] ?? unknown, digits)),
  ]),
]

export const formatWanted = ({ wanted, unit }: Omit<Target, 'value'>): string =>
  `${'atLeast' in wanted ? `≥ ${wanted.atLeast.toLocaleString('en')}` : `≤ ${wanted.atMost.toLocaleString('en')}`} ${unit}`.trim()

const digitsOf = (value: number) => (Math.abs(value) < 10 ? 2 : Math.abs(value) < 1000 ? 1 : 0)

const formatInterval = ({ worst, values, from, to }: Judged) => {
  if (worst) return `worst of ${values.length}`
  return Number.isFinite(from) && Number.isFinite(to) ? `${format(from, digitsOf(from))} to ${format(to, digitsOf(to))}` : '–'
}

/** Lines of cells for the targets. */
export const targetCellsOf = (targets: readonly Judged[]): string[][] => [
  ['measure', 'value', '95 % interval', 'target', '', 'limit'],
  ...targets.map((target) => [
    target.what,
    `${format(target.value, digitsOf(target.value))} ${target.unit}`.trim(),
    formatInterval(target),
    formatWanted(target),
    target.verdict,
    target.limit ?? '',
  ]),
]

/** Aligns the columns; the first `words` columns to the left, the others to the right. */
export const toText = (lines: readonly string[][], words: number): string => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const pad = (cell: string, column: number) => (column < words ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}

export const toMarkdown = ([head = [], ...lines]: readonly string[][], words: number): string =>
  [head, head.map((_, column) => (column < words ? '---' : '---:')), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')
