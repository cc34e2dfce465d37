import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { isOk } from '../wire/client.ts'
import { clients } from './connect.ts'

const pick = (products: readonly string[]) => products[Math.floor(Math.random() * products.length)]

/** What an order can have beside its dishes. */
export interface Extras {
  /** Of each dish by its id, a choice. */
  choices: Readonly<Record<string, string>>
  promotionCode: string
  tip: { amount: number; currency: string }
}

/** An order of three dishes, to a place inside an area. */
export const someOrder = (products: readonly string[], extras?: Extras) => ({
  requestId: randomUUID(),
  items: [1, 2, 1].map((quantity) => {
    const productId = pick(products)
    const choice = extras?.choices[productId ?? '']
    return { productId, quantity, ...(choice !== undefined && { choices: [choice] }) }
  }),
  delivery: { address: 'Hlavná 1, Bratislava', location: { lat: 48.15, lng: 17.11 } },
  paymentMethod: 'cash',
  ...(extras && { promotionCode: extras.promotionCode, tip: extras.tip }),
})

export interface Placing {
  products: readonly string[]
  /** How many orders are in flight at any moment. */
  inFlight: number
  seconds: number
  /** Orders a second, as far as those in flight allow it; what was missed is caught up. Absent: each answer is followed by the next order. */
  perSecond?: number
  /** The dishes run out: an order that the stock does not cover may be refused. Any other refusal ends the run. */
  sellOut?: boolean
  extras?: Extras
}

const waitUntil = async (moment: number) => {
  const ms = moment - performance.now()
  if (ms > 0) await sleep(ms)
}

/** Places orders of three items, for each customer in turn. Returns the latency of each answer in ms, and how many were refusals. */
export const place = async ({ products, inFlight, seconds, perSecond = Number.POSITIVE_INFINITY, sellOut = false, extras }: Placing) => {
  const latencies: number[] = []
  let refused = 0
  const started = performance.now()
  let next = 0
  const worker = async () => {
    while (performance.now() < started + seconds * 1000) {
      const n = next++
      await waitUntil(started + (n * 1000) / perSecond)
      const sent = performance.now()
      const ack = await clients[n % clients.length]?.request('order:place', someOrder(products, extras))
      if (!ack || !isOk(ack)) {
        if (!sellOut || !ack?.includes('insufficient_stock')) throw new Error(`an order was refused: ${ack}`)
        refused += 1
      }
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return { seconds: (performance.now() - started) / 1000, latencies: Float64Array.from(latencies), refused }
}
