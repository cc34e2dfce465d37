/** Progress: one line that is updated on a terminal, otherwise a line every ten seconds. */
import { createProgress } from '../progress.ts'
import type { Point } from './recorder.ts'
import type { Phase } from './run.ts'

const everySeconds = 10

const clock = (seconds: number) =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

const rate = (count: number, seconds: number) => Math.round(count / Math.max(seconds, 0.001)).toLocaleString('en')

const describe = (phase: Phase, { at, seconds, connected, counts, kinds }: Point, faults: number): string => {
  const { count = 0, refused = 0, p50 = 0, p99 = 0 } = kinds['any request'] ?? {}
  return [
    `${clock(at)} ${phase}: ${connected.toLocaleString('en')} connected`,
    `${rate(count, seconds)} requests/s`,
    `p50 ${p50.toFixed(0)} p99 ${p99.toFixed(0)} ms`,
    `${rate(counts.orders, seconds)} orders/s`,
    `${rate(counts.events, seconds)} events/s`,
    `${refused} refused`,
    `${faults} failed checks`,
  ].join(', ')
}

export const createLoadProgress = () => {
  const line = createProgress()
  let faults = 0
  let printedAt = 0
  return {
    show: (phase: Phase, point: Point) => {
      faults += point.counts.faults
      const text = describe(phase, point, faults)
      if (process.stderr.isTTY) line.show(text)
      else if (point.at - printedAt >= everySeconds) {
        printedAt = point.at
        console.error(text)
      }
    },
    clear: line.clear,
  }
}
