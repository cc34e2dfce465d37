import { z } from 'zod'
import { order } from '../shapes/order.ts'
import { payment, paymentMethod } from '../shapes/payment.ts'
import { queueOrder } from '../shapes/staff-order.ts'
import { id, money, requestId } from '../shapes/values.ts'
import { exactlyOne } from './fields.ts'
import { request } from './request.ts'

export const paymentGet = request({
  event: 'payment:get',
  summary: "Returns one of the customer's payments, or the one that counts for an order.",
  errors: ['order_not_found', 'payment_not_found'],
  input: z.strictObject({ paymentId: id.optional(), orderId: id.optional() }).refine(...exactlyOne('paymentId', 'orderId')),
  data: z.object({ payment }),
})

export const paymentRetry = request({
  event: 'payment:retry',
  summary: 'Tries again to pay an order that waits for its payment, with the same method or another. Ends the earlier attempt.',
  errors: ['order_not_found', 'payment_not_awaited', 'payment_method_not_available', 'order_too_large'],
  input: z.strictObject({ requestId, orderId: id, method: paymentMethod }),
  data: z.object({ order }),
})

export const paymentCollect = request({
  event: 'payment:collect',
  summary:
    'Records that cash was collected or that the card terminal has approved. The money is booked on the person who sends it: the courier who carries the order, or a manager.',
  roles: ['courier', 'manager'],
  errors: ['order_not_found', 'assigned_to_another', 'order_not_taken', 'payment_not_due', 'amount_mismatch'],
  input: z.strictObject({ requestId, orderId: id, amount: money.describe('What was collected: it must be the total of the order.') }),
  data: z.object({ order: queueOrder }),
})
