/** The events that the gateway sends without a request. The description of a push is its summary. */
import { z } from 'zod'
import { accountPart } from './shapes/account.ts'
import { adjustment } from './shapes/adjustment.ts'
import { movement } from './shapes/courier.ts'
import { ingredient } from './shapes/menu.ts'
import { notification } from './shapes/notification.ts'
import { eta, etaCause, orderChange, orderStatus } from './shapes/order.ts'
import { disputeStatus, nextAction, paymentMethod, paymentStatus } from './shapes/payment.ts'
import { stars } from './shapes/rating.ts'
import { sessionEndReason, sessionReady } from './shapes/session.ts'
import { queueOrder } from './shapes/staff-order.ts'
import { trackedOrder, trackedVersion } from './shapes/tracked-order.ts'
import { id, money, timestamp } from './shapes/values.ts'

const feedPush = <Fields extends z.ZodRawShape>(summary: string, fields: Fields) =>
  z
    .object({
      seq: z.int().describe('The position in the feed: rises by exactly one with each event of the account.'),
      at: timestamp.describe('When it happened.'),
      data: z.object(fields).describe('What happened.'),
    })
    .describe(summary)

/** The pushes that are stored, numbered and never dropped. */
export const feedPushes = {
  'order:status_changed': feedPush('An order was placed, or its status changed.', {
    order: orderChange,
    previous: orderStatus.optional().describe('The status before. Absent on the event that placed the order.'),
  }),
  'order:eta_changed': feedPush('The estimate of an order moved by more than a minute.', {
    orderId: id,
    version: z.int().describe('The version of the order after the change.'),
    eta,
    cause: etaCause,
  }),
  'order:adjusted': feedPush('An order gives money back: a manager refunded some of it, or it was amended. Again when the refund moves.', {
    orderId: id,
    version: z.int().describe('The version of the order after the change.'),
    adjustment,
  }),
  'payment:status_changed': feedPush('The status of a payment changed.', {
    orderId: id,
    paymentId: id,
    method: paymentMethod,
    status: paymentStatus,
    nextAction: nextAction.optional(),
  }),
  'notification:created': feedPush('The customer has a new notification.', { notification }),
  'notification:read': feedPush(
    'Notifications were read, on this device or another: those of `ids`, those about `orderId`, or `all`. It concerns notifications that come before it in the feed.',
    {
      ids: z.array(id).optional().describe('The notifications that were read.'),
      orderId: id.optional().describe('The order whose notifications were read.'),
      all: z.literal(true).optional().describe('True: every notification was read.'),
      unread: z.int().describe('How many notifications are unread after it.'),
    },
  ),
  'account:changed': feedPush('The customer has changed the account, on this device or another: load what you show of it.', {
    changed: z.array(accountPart).describe('What was changed.'),
  }),
}
export type FeedEvent = keyof typeof feedPushes

/** Pushes about the connection, on every namespace that has a session. */
export const connectionPushes = {
  'session:ready': sessionReady,
  'session:ended': z
    .object({ reason: sessionEndReason })
    .describe(
      'The session is over and the gateway disconnects. Sign in again: connecting with this token is refused. Only after `replaced` the token stays valid: connect again when the person asks for it, not by yourself.',
    ),
  'server:draining': z
    .object({ reconnectAfterMs: z.int().describe('When to connect again, in milliseconds from now.') })
    .describe('The node stops and disconnects this client in a moment. Connect again: another node is ready.'),
}

/** Pushes of which only the latest counts: not stored, not numbered. */
export const livePushes = {
  'courier:location_changed': z
    .object({ orderId: id, ...movement, at: timestamp.describe('When the courier was there: the time of the fix.') })
    .describe('The courier who carries the order moved. At most once a second.'),
  'menu:availability_changed': z
    .object({ productId: id, available: z.boolean().describe('True: the dish can be ordered now.') })
    .describe('A dish went off the menu or came back: by hand, or within two seconds of its ingredients.'),
}

/** Pushes about the shop, on every namespace. Each node sends them to its sockets when it answers with what has changed. */
export const shopPushes = {
  'shop:changed': z
    .object({ version: z.int().describe('Rises with every change of the settings.') })
    .describe('The settings of the shop have changed. Reconnecting does not repeat this push: load what you show again.'),
  'menu:changed': z
    .object({ version: z.int().describe('Rises with every change of the menu. `menu:list` returns it too.') })
    .describe('The menu has changed: list it again. Availability alone has a push of its own.'),
}

/** What a tracking link shows of its order, without names and addresses. */
export const trackPushes = {
  'order:tracked': z
    .object({ order: trackedOrder, time: timestamp.describe('The time on the gateway.') })
    .describe('The order as it is now: the first push after connecting, and again whenever pushes may have been missed.'),
  'order:status_changed': z
    .object({ version: trackedVersion, status: orderStatus, at: timestamp.describe('When it happened.'), eta })
    .describe('The status of the order changed.'),
  'order:eta_changed': z
    .object({ version: trackedVersion, eta, cause: etaCause })
    .describe('The estimate of the order moved by more than a minute.'),
  'courier:location_changed': z
    .object({ ...movement, at: timestamp.describe('When the courier was there: the time of the fix.') })
    .describe('The courier who carries the order moved. At most once a second.'),
  'session:ended': z
    .object({
      reason: z
        .enum(['revoked', 'expired'])
        .describe('`revoked`: the customer no longer shares the order. `expired`: the order ended two hours ago.'),
    })
    .describe('The link has ended and the gateway disconnects. Connecting with this token is refused.'),
  'server:draining': connectionPushes['server:draining'],
}

export const staffPushes = {
  'queue:changed': z.object({ order: queueOrder }).describe("An order of the role's queue changed, came in or left it."),
  'queue:resync': z.strictObject({}).describe('Changes may have been missed: ask `queue:list` again.'),
  'stock:low': z
    .object({
      ingredient,
      onHand: z.int().describe("What is in the warehouse, in the ingredient's unit."),
      reserved: z.int().describe("What placed orders need of it, in the ingredient's unit."),
    })
    .describe('There is little left of an ingredient. For the warehouse and managers.'),
  'order:overdue': z
    .object({ orderId: id })
    .describe('An order waits for its confirmation for longer than the shop allows. Once for an order, for managers.'),
  'order:stranded': z
    .object({ orderId: id })
    .describe(
      'The shift of a courier has ended with this order out for delivery: call the courier, or give the order to another. For managers.',
    ),
  'courier:changed': z
    .object({ courierId: id })
    .describe("A courier's shift, orders or cash changed: list again. For managers and couriers."),
  'payment:disputed': z
    .object({
      orderId: id,
      paymentId: id,
      amount: money.describe('What the customer wants back from the bank.'),
      cause: z.string().describe('The cause, in the words of the payment service, for example `fraudulent`.'),
      status: disputeStatus,
    })
    .describe(
      'A customer has asked the bank for the money back, or the bank has decided. Answer it in the dashboard of the payment service. For managers.',
    ),
  'refund:failed': z
    .object({ orderId: id, refundId: id, amount: money })
    .describe('A refund did not reach the customer: a manager has to send the money. For managers.'),
  'order:short': z
    .object({
      orderId: id,
      ingredients: z.array(ingredient).describe('What there is too little of.'),
      arrives: z.boolean().describe('True: the store brings it, and the customer was told the new time. False: it cannot be had.'),
    })
    .describe('An order for a later day has come to the queue, and its ingredients are not all there. For managers.'),
  'rating:low': z
    .object({ orderId: id, rating: stars, comment: z.string().optional().describe("The customer's own words.") })
    .describe('A customer rated an order with 2 or less. For managers.'),
}

/** The Socket.IO event map of a list of pushes. */
export type PushMap<Pushes extends Record<string, z.ZodType>> = {
  [Event in keyof Pushes]: (payload: z.output<Pushes[Event]>) => void
}
