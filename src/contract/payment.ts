import { z } from 'zod'
import { paymentMethod } from './account.ts'
import { id, money, timestamp } from './values.ts'

/** Stripe's names of a PaymentIntent's status, and the three that Stripe keeps in other objects. */
export const paymentStatus = z.enum([
  'requires_payment_method',
  'requires_action',
  'requires_capture',
  'processing',
  'succeeded',
  'canceled',
  'refunded',
  'partially_refunded',
  'failed',
])
export type PaymentStatus = z.infer<typeof paymentStatus>

/** What the customer has to do so that the payment goes on. */
export const nextAction = z.discriminatedUnion('type', [
  /** Show the code, to be read by a bank's app: `payload` is its text, `svg` its picture. */
  z.object({ type: z.literal('display_qr'), payload: z.string(), svg: z.string(), expiresAt: timestamp }),
  /** Let Stripe.js (or its mobile SDK) confirm the PaymentIntent: the card's number goes to Stripe alone. */
  z.object({ type: z.literal('confirm_card'), clientSecret: z.string(), publishableKey: z.string() }),
  /** Open the payment service's own page. */
  z.object({ type: z.literal('redirect_to_url'), url: z.string(), expiresAt: timestamp }),
])
export type NextAction = z.infer<typeof nextAction>

/** `nextAction` is there while the payment waits for the customer. */
export const orderPayment = z.object({
  id,
  method: paymentMethod,
  status: paymentStatus,
  amount: money,
  nextAction: nextAction.optional(),
})

export const refundReason = z.enum(['order_ended', 'paid_twice', 'not_owed'])

/** A payment with all its particulars. */
export const payment = orderPayment.extend({
  orderId: id,
  /** The payment service, or `door` where the courier collects. */
  provider: z.string(),
  /** The payment service's own id. */
  reference: z.string().optional(),
  refunds: z.array(
    z.object({ id, amount: money, reason: refundReason, status: z.enum(['pending', 'succeeded', 'failed']), createdAt: timestamp }),
  ),
})
export type Payment = z.infer<typeof payment>
