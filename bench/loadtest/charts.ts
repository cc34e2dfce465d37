/** The charts of the report. */
import type { Percentiles } from './histogram.ts'
import type { Counted, Outcome, Point } from './outcome.ts'
import type { Plot, Series } from './plot.ts'

type Value = (point: Point) => number

const perSecond =
  (count: Value): Value =>
  (point) =>
    count(point) / Math.max(point.seconds, 0.001)

const counted = (name: Counted): Value => perSecond(({ counts }) => counts[name])
const requests = perSecond(({ kinds }) => kinds['any request']?.count ?? 0)
const refused = perSecond(({ kinds }) => kinds['any request']?.refused ?? 0)

const percentile =
  (kind: string, which: keyof Percentiles): Value =>
  ({ kinds }) =>
    (kinds[kind]?.count ?? 0) > 0 ? (kinds[kind]?.[which] ?? Number.NaN) : Number.NaN

const latency = (title: string, kind: string) => ({
  title,
  unit: 'ms',
  kind,
  lines: [
    ['p50', '--light', percentile(kind, 'p50')],
    ['p90', '--middle', percentile(kind, 'p90')],
    ['p99', '--strong', percentile(kind, 'p99')],
  ] as const,
})

const charts = [
  { title: 'Customers connected', unit: '', lines: [['customers', '--blue', ({ connected }: Point) => connected]] as const },
  {
    title: 'Rate',
    unit: 'per second',
    lines: [
      ['requests', '--blue', requests],
      ['feed events', '--green', counted('events')],
      ['orders placed', '--amber', counted('orders')],
    ] as const,
  },
  latency('Any request, until its answer', 'any request'),
  latency('Placing an order', 'order:place'),
  latency('Feed events, from the commit to the customer', 'feed event'),
  latency('Connecting, until session:ready', 'connect'),
  {
    title: 'Errors',
    unit: 'per second',
    lines: [
      ['refused', '--amber', refused],
      ['unanswered', '--violet', counted('unanswered')],
      ['connections lost', '--blue', counted('lost')],
      ['failed checks', '--red', counted('faults')],
    ] as const,
  },
  {
    title: 'Feeds',
    unit: 'per second',
    lines: [
      ['resumed', '--blue', counted('resumed')],
      ['events that came twice', '--amber', counted('duplicates')],
      ['replays requested', '--violet', counted('replays')],
    ] as const,
  },
]

/** Without the charts of what never happened in the run, such as orders or pushes. */
export const plotsOf = ({ points: all, rows, marks }: Outcome): Plot[] => {
  // the last interval may be so short that a rate means nothing
  const points = all.filter(({ seconds }, n) => n < all.length - 1 || seconds > (all.at(-2)?.seconds ?? 0) / 2)
  return charts
    .filter((chart) => !('kind' in chart) || rows.some(({ kind }) => kind === chart.kind))
    .map(({ title, unit, lines }) => ({
      title,
      unit,
      moments: points.map(({ at }) => at),
      series: lines.map(([name, colour, value]): Series => ({ name, colour, values: points.map((point) => value(point)) })),
      marks,
    }))
}
