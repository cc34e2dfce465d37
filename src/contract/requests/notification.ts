import { z } from 'zod'
import { diet } from '../shapes/diet.ts'
import { notificationDays } from '../shapes/limits.ts'
import { notification } from '../shapes/notification.ts'
import { line, prose } from '../shapes/text.ts'
import { id, requestId, timestamp } from '../shapes/values.ts'
import { exactlyOne, nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const unread = z.int().describe('How many notifications of the customer are unread.')

export const notificationList = request({
  event: 'notification:list',
  summary: `Lists the customer's notifications of the last ${notificationDays} days, the newest first.`,
  input: z.strictObject({ unreadOnly: z.boolean().optional().describe('True: only unread ones.'), ...page(50) }),
  data: z.object({ notifications: z.array(notification).describe('The notifications of this page.'), unread, nextCursor }),
})

export const notificationRead = request({
  event: 'notification:read',
  summary: 'Marks some notifications, or all of them, as read.',
  input: z
    .strictObject({
      ids: z.array(id).min(1).max(100).optional().describe('The notifications to mark.'),
      all: z.literal(true).optional().describe('True: mark all of them.'),
    })
    .refine(...exactlyOne('ids', 'all')),
  data: z.object({ unread }),
})

export const accountReadOrderMessages = request({
  event: 'account:read_order_messages',
  summary: 'Marks the notifications about an order as read: send it when the customer looks at the order.',
  input: z.strictObject({ orderId: id }),
  data: z.object({ unread }),
})

const audience = z.union([
  z.literal('all'),
  z.strictObject({
    diets: z.array(diet).min(1).max(diet.options.length).describe('Customers who keep at least one of these diets.'),
  }),
  z.strictObject({ orderedSince: timestamp.describe('Customers who have ordered since this moment.') }),
])

export const notificationBroadcast = request({
  event: 'notification:broadcast',
  summary: 'Sends a promotion to every customer or to some of them. Customers who want no promotions do not receive it.',
  roles: ['manager'],
  input: z.strictObject({
    requestId,
    title: line(100).describe('One line.'),
    body: prose(1000).min(1).describe('The text.'),
    audience: audience.optional().describe('Who receives it. Absent: every customer.'),
  }),
  data: z.object({
    broadcast: z
      .object({ id, recipients: z.int().describe('How many customers receive it.') })
      .describe('The promotion. It is sent in the background.'),
  }),
})
