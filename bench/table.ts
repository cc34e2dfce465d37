/** Figures as people read them: on a screen and in Markdown. */
import { isMet, type Row, type Scenario, type Target } from './scenario.ts'

const format = (value: number, digits: number) =>
  Number.isNaN(value) ? '–' : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** Lines of cells: the head, then a row for each measurement. */
export const cellsOf = ({ figures }: Pick<Scenario, 'figures'>, rows: readonly Row[]): string[][] => [
  ['', '', ...Object.values(figures).map(({ title }) => title)],
  ...rows.map((row) => [
    row.who,
    row.load,
    ...Object.entries(figures).map(([key, { digits }]) => format(row.figures[key] ?? Number.NaN, digits)),
  ]),
]

const wish = ({ wanted, unit }: Target) => `${'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`} ${unit}`.trim()

const verdict = (target: Target) => {
  if (Number.isNaN(target.value)) return 'not known'
  return isMet(target) ? 'met' : 'not met'
}

/** Lines of cells for the targets. */
export const targetCellsOf = (targets: readonly Target[]): string[][] => [
  ['against', 'is', 'target', ''],
  ...targets.map((target) => [
    target.what,
    `${format(target.value, target.value < 10 ? 2 : 1)} ${target.unit}`.trim(),
    wish(target),
    verdict(target),
  ]),
]

/** Columns of even width: words to the left, figures to the right. */
export const toText = (lines: readonly string[][], words: number): string => {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const pad = (cell: string, column: number) => (column < words ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}

export const toMarkdown = ([head = [], ...lines]: readonly string[][], words: number): string =>
  [head, head.map((_, column) => (column < words ? '---' : '---:')), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')
