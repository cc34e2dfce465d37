/** Bar charts as SVG, from the rows of the tables. */
import type { Chart, Scenario, Summary } from './scenario.ts'

const colours = ['#2563eb', '#9ca3af', '#f59e0b', '#10b981']

const width = 720
const labelWidth = 220
const barHeight = 18
const gap = 6
const top = 40

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const show = (value: number) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(2))).toLocaleString('en')

/** A bar for each row that has the figure, with a colour for each server, and a line from the lowest round to the highest. */
export const toSvg = ({ title }: Pick<Scenario, 'title'>, chart: Chart, rows: readonly Summary[]): string => {
  const bars = rows
    .map(({ who, load, figures }) => ({ who, label: `${who}, ${load}`, spread: figures[chart.figure] }))
    .flatMap(({ spread, ...bar }) => (spread === undefined || Number.isNaN(spread.median) ? [] : [{ ...bar, spread }]))
  const most = Math.max(...bars.map(({ spread }) => spread.highest))
  const columns = [...new Set(bars.map(({ who }) => who))]
  const height = top + bars.length * (barHeight + gap) + gap
  const lengthOf = (value: number) => Math.max(1, (value / most) * (width - labelWidth - 90))
  const lines = bars.map(({ who, label, spread: { median, lowest, highest } }, n) => {
    const y = top + n * (barHeight + gap)
    const [length, from, to] = [lengthOf(median), lengthOf(lowest), lengthOf(highest)]
    const middle = y + barHeight / 2
    const colour = colours[columns.indexOf(who) % colours.length]
    return [
      `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${escapeXml(label)}</text>`,
      `<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" fill="${colour}"/>`,
      `<path d="M${(labelWidth + from).toFixed(1)} ${middle}H${(labelWidth + to).toFixed(1)}" stroke="#111827" stroke-width="1.5"/>`,
      `<text x="${(labelWidth + to + 6).toFixed(1)}" y="${y + 13}">${show(median)}</text>`,
    ].join('')
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="8" y="22" font-size="14" font-weight="bold">${escapeXml(`${title}: ${chart.title}`)}</text>`,
    ...lines,
    '</svg>\n',
  ].join('\n')
}
