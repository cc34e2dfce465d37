/** What managers look after: refunds that have to be sent by hand, disputes, and money that matches no order. */
import { z } from 'zod'
import { namesLinesOnce, someOfLine } from '../shapes/adjustment.ts'
import { maxLines } from '../shapes/limits.ts'
import { disputeStatus, payer, refund } from '../shapes/payment.ts'
import { queueOrder } from '../shapes/staff-order.ts'
import { line } from '../shapes/text.ts'
import { id, money, requestId, timestamp } from '../shapes/values.ts'
import { nextCursor, page } from './fields.ts'
import { request } from './request.ts'

const managedRefund = refund
  .extend({
    orderId: id,
    orderNumber: z.int().describe('The number that the customer knows.'),
    paymentId: id,
    provider: z.string().describe('The payment service.'),
    paymentReference: z.string().optional().describe("The payment service's own id of the payment, to find it there."),
    byHand: z
      .boolean()
      .describe(
        'True: send the money, then confirm it with `refund:settle`. False: the payment service is still returning it, or the customer has it.',
      ),
    payer: payer
      .optional()
      .describe('Where to send the money of a transfer. Absent if the bank did not tell it: ask the customer for their account.'),
  })
  .describe('A refund, as managers see it.')
export type ManagedRefund = z.infer<typeof managedRefund>

const dispute = z
  .object({
    orderId: id,
    orderNumber: z.int().describe('The number that the customer knows.'),
    paymentId: id,
    reference: z.string().describe("The payment service's own id."),
    amount: money.describe('What the customer wants back from the bank.'),
    cause: z.string().describe('The cause, in the words of the payment service, for example `fraudulent`.'),
    status: disputeStatus,
    createdAt: timestamp,
  })
  .describe('A payment that a customer wants back from the bank.')
export type Dispute = z.infer<typeof dispute>

const unmatched = z
  .object({
    provider: z.string().describe('The payment service that reported it.'),
    eventId: z.string().describe('The id with which it was reported. Reported again with the right reference, it pays the order.'),
    reference: z.string().describe('The reference of the transfer, without blanks.'),
    amount: money,
    payer: payer.optional().describe('Whose account it came from. Absent if the bank did not tell it.'),
    at: timestamp.describe('When it was reported.'),
  })
  .describe('Money with a reference that no payment has.')
export type UnmatchedTransfer = z.infer<typeof unmatched>

export const orderRefund = request({
  event: 'order:refund',
  summary:
    'Gives money of an order back, before or after the delivery: some of its lines, the delivery, an amount, or all that is left. What is still to be paid at the door is lowered.',
  roles: ['manager'],
  errors: [
    'order_not_found',
    'line_not_found',
    'line_quantity_too_large',
    'nothing_to_refund',
    'refund_too_large',
    'already_refunded',
    'currency_mismatch',
    'substitution_open',
  ],
  input: z
    .strictObject({
      requestId,
      orderId: id,
      lines: z
        .array(someOfLine)
        .min(1)
        .max(maxLines)
        .refine(namesLinesOnce, 'must not name a line twice')
        .optional()
        .describe('Portions to refund, at what they cost with their share of the discount.'),
      delivery: z.literal(true).optional().describe('The delivery is refunded.'),
      amount: money
        .extend({ amount: z.int().min(1).describe('In minor units of the currency.') })
        .optional()
        .describe(
          'An amount that is not of certain lines. It is divided among what is left of the dishes and the delivery, then of the tip.',
        ),
      all: z.literal(true).optional().describe('Everything that is left, the tip too.'),
      reason: line(300).describe('What the customer is told.'),
    })
    .refine(
      ({ lines, delivery, amount, all }) => [lines ?? delivery, amount, all].filter((part) => part !== undefined).length === 1,
      'name lines, delivery or both, or an amount, or all',
    ),
  data: z.object({ order: queueOrder }),
})

export const refundList = request({
  event: 'refund:list',
  unrecorded: true,
  summary: 'Lists the refunds, newest first.',
  roles: ['manager'],
  input: z.strictObject({
    unsettled: z.boolean().default(false).describe('Only those that have not reached the customer.'),
    ...page(100),
  }),
  data: z.object({ refunds: z.array(managedRefund).describe('The refunds of this page.'), nextCursor }),
})

export const refundSettle = request({
  event: 'refund:settle',
  summary: 'Records that the money of a refund was sent by hand. The customer sees it as refunded.',
  roles: ['manager'],
  errors: ['refund_not_found', 'refund_not_by_hand'],
  input: z.strictObject({ requestId, refundId: id }),
  data: z.object({ refund: managedRefund }),
})

export const disputeList = request({
  event: 'dispute:list',
  unrecorded: true,
  summary: 'Lists the disputes, newest first.',
  roles: ['manager'],
  input: z.strictObject(page(100)),
  data: z.object({ disputes: z.array(dispute).describe('The disputes of this page.'), nextCursor }),
})

export const paymentUnmatched = request({
  event: 'payment:unmatched',
  unrecorded: true,
  summary: 'Lists the money that a bank has reported with a reference that no payment has, newest first.',
  roles: ['manager'],
  input: z.strictObject(page(100)),
  data: z.object({ transfers: z.array(unmatched).describe('The transfers of this page.'), nextCursor }),
})
