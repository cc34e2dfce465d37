/** The script of the report: the pointer or the arrow keys choose a moment, and every plot shows its values. */
import { frame, inner, width } from './plot.ts'

/** Runs in the browser, from the text of the page: no modules, no framework. */
export const hoverScript = `
const frame = ${JSON.stringify({ ...frame, ...inner, all: width })}
const show = (value) => value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 })
const clock = (seconds) => seconds < 60 ? Math.round(seconds) + ' s' : Math.floor(seconds / 60) + ':' + String(Math.round(seconds) % 60).padStart(2, '0')
const plots = [...document.querySelectorAll('.plot')].map((figure) => {
  const area = figure.querySelector('.area')
  return {
    area,
    data: JSON.parse(area.dataset.plot),
    svg: area.querySelector('svg'),
    cursor: area.querySelector('.cursor'),
    line: area.querySelector('.cursor line'),
    dots: [...area.querySelectorAll('.cursor circle')],
    values: [...figure.querySelectorAll('li b')],
    at: figure.querySelector('.at'),
    title: figure.querySelector('strong').textContent,
  }
})
const sayAt = ({ data }, n) => clock(data.moments[n]) + ': ' + data.series.map(({ name, values }) => name + ' ' + show(values[n])).join(', ')
const choose = (n) => {
  for (const plot of plots) {
    const { data, area } = plot
    const x = frame.left + (data.moments[n] / data.moments.at(-1)) * frame.width
    plot.cursor.setAttribute('visibility', 'visible')
    plot.line.setAttribute('x1', x)
    plot.line.setAttribute('x2', x)
    plot.at.textContent = 'at ' + clock(data.moments[n])
    data.series.forEach(({ values }, nth) => {
      const value = values[n]
      plot.values[nth].textContent = show(value)
      plot.dots[nth].setAttribute('visibility', value === null ? 'hidden' : 'inherit')
      plot.dots[nth].setAttribute('cx', x)
      plot.dots[nth].setAttribute('cy', frame.top + frame.height * (1 - value / data.top))
    })
    area.setAttribute('aria-valuenow', n)
    area.setAttribute('aria-valuetext', sayAt(plot, n))
  }
}
const leave = () => {
  for (const { cursor, values, at } of plots) {
    cursor.setAttribute('visibility', 'hidden')
    at.textContent = ''
    for (const value of values) value.textContent = ''
  }
}
for (const plot of plots) {
  const { area, data, svg, title } = plot
  const last = data.moments.length - 1
  if (last < 0) continue
  area.tabIndex = 0
  svg.setAttribute('aria-hidden', 'true')
  for (const [name, value] of Object.entries({ role: 'slider', 'aria-label': title + ', values at a moment', 'aria-valuemin': 0, 'aria-valuemax': last, 'aria-valuenow': 0, 'aria-valuetext': sayAt(plot, 0) })) area.setAttribute(name, value)
  area.addEventListener('pointermove', ({ clientX }) => {
    const { left, width } = svg.getBoundingClientRect()
    const seconds = ((((clientX - left) / width) * frame.all - frame.left) / frame.width) * data.moments[last]
    const after = data.moments.findIndex((at) => at >= seconds)
    const n = after < 0 ? last : after
    choose(n > 0 && seconds - data.moments[n - 1] < data.moments[n] - seconds ? n - 1 : n)
  })
  area.addEventListener('pointerleave', leave)
  area.addEventListener('focus', () => choose(Number(area.getAttribute('aria-valuenow'))))
  area.addEventListener('blur', leave)
  area.addEventListener('keydown', (event) => {
    const now = Number(area.getAttribute('aria-valuenow'))
    const steps = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1, PageDown: now - 10, PageUp: now + 10, Home: 0, End: last }
    if (!(event.key in steps)) return
    event.preventDefault()
    choose(Math.min(last, Math.max(0, steps[event.key])))
  })
}
`
