import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Point } from './point.ts'

const height = 220
const leastPixelsPerLabel = 84

/** Whole numbers: there is no half of an order. */
const steps = [1, 2, 5].flatMap((step) => [1, 10, 100, 1000].map((tens) => step * tens)).sort((a, b) => a - b)

const colourOf = (element: HTMLElement, name: string) => getComputedStyle(element).getPropertyValue(name).trim()

/** Draws bars as wide as the element, and again when its width or the system's colours change. Returns a function that removes them. */
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
