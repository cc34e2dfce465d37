/** Progress: a bar that is updated on a terminal, otherwise a line every ten seconds. */
import { createProgress } from '../progress.ts'
import type { Point } from './outcome.ts'
import type { Phase } from './run.ts'

const everySeconds = 10
const barLength = 20

const clock = (seconds: number) =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

const rate = (count: number, seconds: number) => Math.round(count / Math.max(seconds, 0.001)).toLocaleString('en')

const bar = (share: number) => {
  const full = Math.round(share * barLength)
  return `${'█'.repeat(full)}${'░'.repeat(barLength - full)} ${String(Math.floor(100 * share)).padStart(3)} %`
}

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

/** `planned`: how long the run takes, in seconds, if nothing is late. */
export const createLoadProgress = (planned: number) => {
  const line = createProgress()
  let faults = 0
  let printedAt = 0
  return {
    show: (phase: Phase, point: Point) => {
      faults += point.counts.faults
      // customers may need longer to connect than planned, so it is not done before it is
      const share = phase === 'checking' ? 1 : Math.min(0.99, point.at / planned)
      const text = describe(phase, point, faults)
      if (process.stderr.isTTY) line.show(`${bar(share)} ${text}`)
      else if (point.at - printedAt >= everySeconds) {
        printedAt = point.at
        console.error(text)
      }
    },
    clear: line.clear,
  }
}
