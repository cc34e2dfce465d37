import { z } from 'zod'
import { paymentMethod } from './account.ts'
import { notification } from './notification.ts'
import { eta, etaCause, orderStatus } from './order.ts'
import { nextAction, paymentStatus } from './payment.ts'
import { request, roles } from './request.ts'
import { id, location, timestamp } from './values.ts'

/** Every push of the feed: `seq` rises by exactly one with each, per customer. */
const feedPush = <Data extends z.ZodType>(data: Data) => z.object({ seq: z.int(), at: timestamp, data })

/** The pushes that are stored, numbered and never dropped. */
export const feedPushes = {
  'order:status_changed': feedPush(
    z.object({
      order: z.object({
        id,
        number: z.int(),
        version: z.int(),
        status: orderStatus,
        eta,
        paymentStatus,
        reason: z.string().optional(),
      }),
      /** Absent on the event that placed the order. */
      previous: orderStatus.optional(),
    }),
  ),
  'order:eta_changed': feedPush(z.object({ orderId: id, version: z.int(), eta, cause: etaCause })),
  'payment:status_changed': feedPush(
    z.object({ orderId: id, paymentId: id, method: paymentMethod, status: paymentStatus, nextAction: nextAction.optional() }),
  ),
  'notification:created': feedPush(z.object({ notification })),
}
export type FeedEvent = keyof typeof feedPushes

/** What carries the sockets: uWebSockets.js, or Node's own HTTP server. */
export const engineName = z.enum(['uws', 'ws'])
export type EngineName = z.infer<typeof engineName>

export const sessionReady = z.object({
  account: z.object({ id, name: z.string(), role: z.enum(roles) }),
  /** Where the feed stands; absent on `/staff`. `recovered`: nothing is missing between the client's position and this one. */
  feed: z.object({ epoch: id, seq: z.int(), recovered: z.boolean(), replayed: z.int() }).optional(),
  server: z.object({ node: z.string(), engine: engineName, version: z.string(), time: timestamp }),
})

export const sessionEndReason = z.enum(['signed_out', 'revoked', 'expired', 'password_changed', 'account_deleted'])
export type SessionEndReason = z.infer<typeof sessionEndReason>

/** Pushes about the connection itself, on every namespace that has a session. */
export const connectionPushes = {
  'session:ready': sessionReady,
  'session:ended': z.object({ reason: sessionEndReason }),
  'server:draining': z.object({ reconnectAfterMs: z.int() }),
}

/** Pushes that only the latest of is worth anything: not stored, not numbered. */
export const livePushes = {
  'courier:location_changed': z.object({
    orderId: id,
    location,
    heading: z.number().optional(),
    speed: z.number().optional(),
    at: timestamp,
  }),
  /** The kitchen has switched the dish off or on, or it ran out of something or came back (within two seconds). */
  'menu:availability_changed': z.object({ productId: id, available: z.boolean() }),
}

export const feedReplay = request({
  event: 'feed:replay',
  summary: 'The feed events after a position, in order.',
  input: z.strictObject({ after: z.int().min(0), limit: z.int().min(1).max(500).optional() }),
  data: z.object({
    events: z.array(z.object({ event: z.string(), seq: z.int(), at: timestamp, data: z.unknown() })),
    epoch: id,
    head: z.int(),
    /** False when `after` is ahead of the head or older than what is kept: load a fresh state. */
    recovered: z.boolean(),
  }),
})
