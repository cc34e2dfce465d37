/** A line chart over time as HTML with SVG. Its colours are custom properties of the page; `hover.ts` shows the values at the pointer. */

export interface Series {
  name: string
  /** A custom property of the page, such as `--blue`. */
  colour: string
  /** One for each moment; NaN if there is no value. */
  values: readonly number[]
}

export interface Plot {
  title: string
  unit: string
  /** Seconds since the start. */
  moments: readonly number[]
  series: readonly Series[]
  /** Moments at which a phase of the run begins. */
  marks: readonly { at: number; label: string }[]
}

type Place = readonly [x: number, y: number]

export const width = 640
const height = 206
export const frame = { left: 56, right: 12, top: 8, bottom: 26 }
export const inner = { width: width - frame.left - frame.right, height: height - frame.top - frame.bottom }

export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** 1, 2 or 5 times a power of ten, for about `count` steps up to `most`. */
const niceStep = (most: number, count: number): number => {
  const rough = most / count
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)
}

const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]

const multiples = (step: number, most: number) => Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, n) => n * step)

const minutes = (seconds: number) =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`

const figure = (value: number) => (Number.isNaN(value) ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 }))

/** Straight lines from value to value, with a gap where there is none. */
const path = (points: readonly Place[]) =>
  points
    .map(([x, y], n) =>
      Number.isNaN(y) ? '' : `${Number.isNaN(points[n - 1]?.[1] ?? Number.NaN) ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`,
    )
    .join('')

/** Values without a neighbour, which need a dot because no line shows them. */
const isolated = (points: readonly Place[]) =>
  points.filter(([, y], n) => !Number.isNaN(y) && [n - 1, n + 1].every((at) => Number.isNaN(points[at]?.[1] ?? Number.NaN)))

const line = ({ colour, values }: Series, moments: readonly number[], x: (at: number) => number, y: (value: number) => number) => {
  const points = moments.map((at, n): Place => [x(at), y(values[n] ?? Number.NaN)])
  const dots = isolated(points).map(([cx, cy]) => `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="2" fill="var(${colour})"/>`)
  return `<path d="${path(points)}" fill="none" stroke="var(${colour})" stroke-width="1.75" stroke-linejoin="round"/>${dots.join('')}`
}

/** What `hover.ts` needs to show the values at a moment. */
const hoverData = ({ moments, series }: Plot, top: number) => {
  const round = (value: number) => (Number.isNaN(value) ? null : Number(value.toPrecision(5)))
  return JSON.stringify({
    top,
    moments: moments.map(round),
    series: series.map(({ name, values }) => ({ name, values: values.map(round) })),
  })
}

const captionOf = ({ title, unit, series }: Plot) => {
  const items = series.map(({ name, colour }) => `<li><i class="${colour.slice(2)}"></i>${escapeHtml(name)} <b></b></li>`)
  return `<figcaption><strong>${escapeHtml(title)}</strong> ${escapeHtml(unit)} <span class="at"></span><ul>${items.join('')}</ul></figcaption>`
}

export const toFigure = (plot: Plot): string => {
  const { title, moments, series, marks } = plot
  const end = moments.at(-1) ?? 1
  const most = Math.max(1e-9, ...series.flatMap(({ values }) => values.filter((value) => !Number.isNaN(value))))
  const step = most <= 1e-9 ? 1 : niceStep(most, 4)
  const top = Math.max(step, Math.ceil(most / step - 1e-9) * step)
  const x = (seconds: number) => frame.left + (Math.min(seconds, end) / end) * inner.width
  const y = (value: number) => frame.top + inner.height * (1 - value / top)

  const grid = multiples(step, top).map(
    (value) =>
      `<line x1="${frame.left}" x2="${width - frame.right}" y1="${y(value)}" y2="${y(value)}" class="grid"/>` +
      `<text x="${frame.left - 8}" y="${y(value) + 4}" text-anchor="end">${figure(value)}</text>`,
  )
  const timeStep = timeSteps.find((each) => end / each <= 8) ?? 86_400
  const times = multiples(timeStep, end).map((at) => `<text x="${x(at)}" y="${height - 8}" text-anchor="middle">${minutes(at)}</text>`)
  const changes = marks.map(
    ({ at, label }) =>
      `<line x1="${x(at)}" x2="${x(at)}" y1="${frame.top}" y2="${frame.top + inner.height}" class="mark"><title>${escapeHtml(label)}</title></line>`,
  )
  const dots = series.map(({ colour }) => `<circle r="3.5" fill="var(${colour})"/>`)
  return [
    `<figure class="plot">${captionOf(plot)}`,
    `<div class="area" data-plot="${escapeHtml(hoverData(plot, top))}">`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    ...grid,
    ...times,
    ...changes,
    ...series.map((each) => line(each, moments, x, y)),
    `<g class="cursor" visibility="hidden"><line y1="${frame.top}" y2="${frame.top + inner.height}"/>${dots.join('')}</g>`,
    '</svg></div></figure>',
  ].join('\n')
}
