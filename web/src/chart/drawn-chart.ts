import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Point } from './chart.tsx'

const height = 220
const leastPixelsPerLabel = 84

/** Of what is counted, there is no half. */
const steps = [1, 2, 5].flatMap((step) => [1, 10, 100, 1000].map((tens) => step * tens)).sort((a, b) => a - b)

const colourOf = (element: HTMLElement, name: string) => getComputedStyle(element).getPropertyValue(name).trim()

/** Draws into the element, as wide as it is, again when that or the colours of the system change. Returns how to end it. */
export const drawBars = (element: HTMLElement, points: readonly Point[]): (() => void) => {
  let plot: uPlot | undefined
  const draw = () => {
    plot?.destroy()
    const [text, line, accent] = ['--pico-color', '--pico-muted-border-color', '--pico-primary'].map((name) => colourOf(element, name))
    const axis = { stroke: text ?? '', grid: { stroke: line ?? '', width: 1 }, ticks: { show: false } }
    const bars = uPlot.paths.bars?.({ size: [0.7, 60], radius: 0.2 })
    const every = Math.max(1, Math.ceil((points.length * leastPixelsPerLabel) / element.clientWidth))
    plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [-0.5, points.length - 0.5] }, y: { range: (_, __, most) => [0, most * 1.1 || 1] } },
        axes: [
          {
            ...axis,
            splits: points.flatMap((_, index) => (index % every === 0 ? [index] : [])),
            values: (_, splits) => splits.map((index) => points[index]?.label ?? ''),
          },
          { ...axis, incrs: steps },
        ],
        series: [{}, { fill: accent ?? '', width: 0, ...(bars && { paths: bars }), points: { show: false } }],
      },
      [points.map((_, index) => index), points.map(({ value }) => value)],
      element,
    )
  }
  const resized = new ResizeObserver(draw)
  resized.observe(element)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', draw)
  return () => {
    resized.disconnect()
    dark.removeEventListener('change', draw)
    plot?.destroy()
  }
}
