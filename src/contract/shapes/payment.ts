import { z } from 'zod'
import { id, money, timestamp } from './values.ts'

export const paymentMethod = z
  .enum(['cash', 'pos', 'qr', 'card'])
  .describe('How an order is paid: `cash` or `pos` (card terminal) at the door, `qr` (bank transfer) or `card` in advance.')
export type PaymentMethod = z.infer<typeof paymentMethod>

export const paymentStatus = z
  .enum([
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
  .describe("The status of a payment: Stripe's names for a PaymentIntent, and `refunded`, `partially_refunded` and `failed`.")
export type PaymentStatus = z.infer<typeof paymentStatus>

const type = <const Name extends string>(name: Name, meaning: string) => z.literal(name).describe(meaning)

export const nextAction = z
  .discriminatedUnion('type', [
    z.object({
      type: type('display_qr', "Show the QR code: the customer scans it with a bank's app."),
      payload: z.string().describe('The text in the code.'),
      svg: z.string().describe('The code as an SVG picture.'),
      expiresAt: timestamp.describe('When the order expires if it is not paid.'),
    }),
    z.object({
      type: type('confirm_card', 'Confirm the PaymentIntent with Stripe.js or its mobile SDK. Card numbers go to Stripe only.'),
      clientSecret: z.string().describe('The client secret of the PaymentIntent.'),
      publishableKey: z.string().describe("The shop's publishable key at Stripe."),
    }),
    z.object({
      type: type('redirect_to_url', "Open the payment service's page."),
      url: z.string().describe('The address of the page.'),
      form: z
        .string()
        .optional()
        .describe(
          "A path of the gateway with the card form alone. Only the gateway's own page can show it, in a frame. Only the sandbox has it.",
        ),
      expiresAt: timestamp.describe('When the order expires if it is not paid.'),
    }),
  ])
  .describe('What the customer has to do to continue the payment.')
export type NextAction = z.infer<typeof nextAction>

export const payer = z
  .object({
    name: z.string().max(140).optional().describe('The name on the account.'),
    iban: z.string().max(34).describe('The account, as an IBAN without blanks.'),
  })
  .describe('Whose account a transfer came from, as the bank has told it.')
export type Payer = z.infer<typeof payer>

export const orderPayment = z
  .object({
    id,
    method: paymentMethod,
    status: paymentStatus,
    amount: money.describe('What the customer has to pay.'),
    nextAction: nextAction.optional().describe('Present while the payment waits for the customer.'),
  })
  .describe('The payment that counts for an order.')

export const disputeStatus = z
  .enum(['open', 'won', 'lost'])
  .describe('How a dispute stands: the bank has not decided, the shop keeps the money, or the customer has it back.')
export type DisputeStatus = z.infer<typeof disputeStatus>

export const refundReason = z
  .enum(['order_ended', 'paid_twice', 'not_owed', 'made_elsewhere', 'refunded_by_shop', 'order_amended'])
  .describe(
    'Why money goes back: the order ended, another payment had paid it, the payment was not owed, it was refunded in the dashboard of the payment service, a manager refunded it, or the order was amended.',
  )

export type RefundReason = z.infer<typeof refundReason>

export const refundStatus = z.enum(['pending', 'succeeded', 'failed']).describe('How far the payment service is with it.')
export type RefundStatus = z.infer<typeof refundStatus>

export const refund = z
  .object({
    id,
    amount: money,
    reason: refundReason,
    status: refundStatus,
    createdAt: timestamp,
  })
  .describe('Money that goes back to the customer.')

export const payment = orderPayment
  .extend({
    orderId: id,
    provider: z.string().describe('The payment service, or `door` where the courier collects the money.'),
    reference: z.string().optional().describe("The payment service's own id of the payment."),
    refunds: z.array(refund).describe('The refunds of this payment.'),
  })
  .describe('A payment with all its details.')
export type Payment = z.infer<typeof payment>
