import { z } from 'zod'
import { paymentMethod } from './account.ts'
import { order } from './order.ts'
import { payment } from './payment.ts'
import { request } from './request.ts'
import { id, requestId } from './values.ts'

export const paymentGet = request({
  event: 'payment:get',
  summary: "One of the customer's payments, or the one that counts for an order.",
  input: z
    .strictObject({ paymentId: id.optional(), orderId: id.optional() })
    .refine(({ paymentId, orderId }) => (paymentId === undefined) !== (orderId === undefined), 'name either paymentId or orderId'),
  data: z.object({ payment }),
})

export const paymentRetry = request({
  event: 'payment:retry',
  summary: 'Another attempt to pay an order that waits for its payment, or another method. The earlier attempt is given up.',
  input: z.strictObject({ requestId, orderId: id, method: paymentMethod }),
  data: z.object({ order }),
})
