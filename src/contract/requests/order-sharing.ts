/** Tracking links. */
import { z } from 'zod'
import { order } from '../shapes/order.ts'
import { id, requestId, timestamp } from '../shapes/values.ts'
import { request } from './request.ts'

export const orderShare = request({
  event: 'order:share',
  summary:
    'Makes a link that shows an order to anyone who has it, without an account. The gateway does not keep the token: a repetition returns a new link in place of the first.',
  errors: ['order_not_found', 'cannot_share_order'],
  input: z.strictObject({ requestId, orderId: id }),
  data: z.object({
    url: z.string().describe('The link. Its last part is the `token` for the namespace `/track`.'),
    expiresAt: timestamp.describe('When the link ends, as estimated now: two hours after the order does.'),
  }),
})

export const orderUnshare = request({
  event: 'order:unshare',
  summary: 'Ends every link of an order, and disconnects those who follow it.',
  errors: ['order_not_found'],
  input: z.strictObject({ requestId, orderId: id }),
  data: z.object({ order }),
})
