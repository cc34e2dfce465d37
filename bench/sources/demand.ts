/** Makes a server emit on demand: a number of events per second, to the given addresses in turn. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sharedNow } from '../wire/clock.ts'

export interface Demand {
  /** One of the server's ways to emit. `nothing` measures the cost of the timer alone. */
  way: string
  addresses: readonly string[]
  /** Events per second, and in total. */
  rate: number
  events: number
}

/** Emits one event to each of the addresses. */
export type Emit = (addresses: readonly string[]) => unknown

const tickMs = 10

const emitAtRate = async ({ addresses, rate, events }: Demand, emit: Emit) => {
  const started = sharedNow()
  let sent = 0
  while (sent < events) {
    await sleep(tickMs)
    const due = Math.min(events, Math.floor((rate * (sharedNow() - started)) / 1000))
    const now = Array.from({ length: due - sent }, (_, n) => addresses[(sent + n) % addresses.length] ?? '')
    if (now.length > 0) await emit(now)
    sent = due
  }
}

/** Emits for each message from the parent process, and answers it when the last event is sent. */
export const onDemand = (ways: Readonly<Record<string, Emit>>): void => {
  process.on('message', async (demand: Demand) => {
    const emit = ways[demand.way] ?? (demand.way === 'nothing' ? () => undefined : undefined)
    try {
      if (!emit) throw new Error(`this server cannot emit by ${demand.way}`)
      await emitAtRate(demand, emit)
      process.send?.({ ok: true })
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) })
    }
  })
}

/** The payload of an order change. */
export const statusChange = () => ({
  order: {
    id: '01900000-0000-7000-8000-000000000000',
    number: 1,
    version: 2,
    status: 'confirmed',
    eta: { earliest: '2026-01-01T00:00:00.000Z', latest: '2026-01-01T00:15:00.000Z', promised: '2026-01-01T00:15:00.000Z' },
    paymentStatus: 'requires_capture',
  },
  previous: 'placed',
})

/** The payload of a dish that has run out. */
export const menuChange = () => ({ productId: '01900000-0000-7000-8000-000000000000', available: false })

/** The payload with the time from which its latency counts. */
export const stamped = <Payload extends object>(payload: Payload) => ({ ...payload, committedAt: sharedNow() })
