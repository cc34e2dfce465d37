/** What a push to a customer means for those who follow one of the customer's orders by a link. */
import { z } from 'zod'
import { feedPushes, livePushes } from '../../contract/index.ts'
import type { Frame } from '../../engine/wire/lane.ts'

const followed = z.union([
  z.tuple([z.literal('order:status_changed'), feedPushes['order:status_changed']]),
  z.tuple([z.literal('order:eta_changed'), feedPushes['order:eta_changed']]),
  z.tuple([z.literal('courier:location_changed'), livePushes['courier:location_changed']]),
])

export interface TrackedChange {
  orderId: string
  event: z.output<typeof followed>[0]
  /** Absent on a position. */
  version?: number
  data: object
}

/** The frame begins with `42`, as on every push on `/`. Undefined: the push is not about what a link shows. */
export const changeIn = (frame: Frame): TrackedChange | undefined => {
  const read = followed.safeParse(JSON.parse(frame.toString().slice(2)))
  if (!read.success) return undefined
  const [event, push] = read.data
  if (event === 'courier:location_changed') {
    const { orderId, ...data } = push
    return { orderId, event, data }
  }
  if (event === 'order:eta_changed') {
    const { orderId, ...data } = push.data
    return { orderId, event, version: data.version, data }
  }
  const { id: orderId, version, status, eta } = push.data.order
  return { orderId, event, version, data: { version, status, at: push.at, eta } }
}
