/** Tables of figures, for the terminal and in Markdown. */
import { isMet, type Row, type Scenario, type Target } from './scenario.ts'

const format = (value: number, digits: number) =>
  Number.isNaN(value) ? '–' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Lines of cells: the heading, then a row for each measurement. */
export const cellsOf = ({ figures }: Pick<Scenario, 'figures'>, rows: readonly Row[]): string[][] => [
  ['', '', ...Object.values(figures).map(({ title }) => title)],
  ...rows.map((row) => [
    row.who,
    row.load,
    ...Object.entries(figures).map(([key, { digits }]) => format(row.figures[key] ?? Number.NaN, digits)),
  ]),
]

const formatLimit = ({ wanted, unit }: Target) => `${'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`} ${unit}`.trim()

const verdict = (target: Target) => {
  if (Number.isNaN(target.value)) return 'unknown'
  return isMet(target) ? 'met' : 'not met'
}

/** Lines of cells for the targets. */
export const targetCellsOf = (targets: readonly Target[]): string[][] => [
  ['measure', 'value', 'target', ''],
  ...targets.map((target) => [
    target.what,
    `${format(target.value, target.value < 10 ? 2 : 1)} ${target.unit}`.trim(),
    formatLimit(target),
    verdict(target),
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
