import { z } from 'zod'
import { request } from './request.ts'
import { diet, id, line, nextCursor, page, prose, requestId, timestamp } from './values.ts'

/** A message to the customer, in the language of the account. */
export const notification = z.object({
  id,
  /** `rating`: the order was delivered, and waits to be rated. */
  kind: z.enum(['order', 'payment', 'rating', 'promotion']),
  title: z.string(),
  body: z.string(),
  /** The order that it is about; a promotion is about none. */
  orderId: id.optional(),
  at: timestamp,
  readAt: timestamp.optional(),
})
export type Notification = z.infer<typeof notification>

const unread = z.int()

export const notificationList = request({
  event: 'notification:list',
  summary: "The customer's notifications of the last 90 days, the newest first, and how many are unread.",
  input: z.strictObject({ unreadOnly: z.boolean().optional(), ...page }),
  data: z.object({ notifications: z.array(notification), unread, nextCursor }),
})

export const notificationRead = request({
  event: 'notification:read',
  summary: 'Marks some notifications, or all, as read.',
  input: z
    .strictObject({ ids: z.array(id).min(1).max(100).optional(), all: z.literal(true).optional() })
    .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), 'name either ids or all'),
  data: z.object({ unread }),
})

export const notificationBroadcast = request({
  event: 'notification:broadcast',
  summary: 'Sends a promotion to every customer, those with a diet, or those who have ordered since; but to nobody who wants none.',
  roles: ['manager'],
  input: z.strictObject({
    requestId,
    title: line(100),
    body: prose(1000).min(1),
    /** `diets`: who keeps any one of them. `all` when absent. */
    audience: z
      .union([
        z.literal('all'),
        z.strictObject({ diets: z.array(diet).min(1).max(diet.options.length) }),
        z.strictObject({ orderedSince: timestamp }),
      ])
      .optional(),
  }),
  /** It is written in the background; `recipients` is how many are addressed. */
  data: z.object({ broadcast: z.object({ id, recipients: z.int() }) }),
})
