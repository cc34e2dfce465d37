import type { Push } from '../database/outbox.ts'
import type { Tracing } from '../tracing/tracing.ts'

type Deliver = (pushes: readonly Push[]) => void

/** The pushes of a commit in a span: a part of the request that committed, or alone where a sweep has found them. */
export const tracedDelivery =
  (tracing: Tracing, deliver: Deliver): Deliver =>
  (pushes) => {
    if (pushes.length === 0) return
    const events = [...new Set(pushes.map(({ event }) => event))]
    const attributes = { 'customerbackend.events': events, 'customerbackend.pushes': pushes.length }
    tracing.traceNow({ name: 'push', kind: 'producer', attributes }, () => deliver(pushes))
  }
