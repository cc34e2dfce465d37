/** Money that an order gives back after it was placed. */
import { z } from 'zod'
import { maxPortions } from './limits.ts'
import { refundStatus } from './payment.ts'
import { tax } from './tax.ts'
import { id, money, timestamp } from './values.ts'

export const lineNumber = z
  .int()
  .min(0)
  .max(1000)
  .describe('The number of the line, from 0: its position in the order as it was placed. It stays when other lines are taken out.')

/** A line of an order, and how many of its portions. */
export const someOfLine = z
  .strictObject({ line: lineNumber, quantity: z.int().min(1).max(maxPortions).describe('How many of its portions.') })
  .describe('Portions of a line.')

/** No line is named twice. */
export const namesLinesOnce = (lines: readonly { line: number }[]): boolean => new Set(lines.map(({ line }) => line)).size === lines.length

export const adjustment = z
  .object({
    number: z.int().describe('Counts the adjustments of the order, from 1.'),
    kind: z.enum(['refund', 'amendment']).describe('A manager or the gateway gave money back, or the order itself was changed.'),
    lines: z
      .array(
        z.object({
          line: lineNumber,
          quantity: z.int().describe('How many of its portions. 0: only its price was lowered.'),
          amount: money.describe('What they cost, with their share of the discount.'),
        }),
      )
      .describe('What of the lines it gives back.'),
    delivery: money.describe('What of the delivery it gives back.'),
    tip: money.describe('What of the tip it gives back.'),
    amount: money.describe('All of it together.'),
    taxes: z
      .array(tax)
      .describe('The taxes that it includes. At the rate of what replaces a dish of another rate, `base` and `tax` are negative.'),
    reason: z.string().optional().describe('What the customer was told.'),
    at: timestamp.describe('When it was decided.'),
    refund: z
      .object({ id, status: refundStatus })
      .optional()
      .describe('The refund that returns the money. Absent: nothing was paid yet, and less is collected.'),
  })
  .describe('Money that an order gives back after it was placed: a refund, or an amendment of the order.')
export type Adjustment = z.infer<typeof adjustment>

/** What an order costs after its adjustments, and what of that is paid. */
export const balance = {
  adjustments: z.array(adjustment).describe('What the order has given back, the oldest first.'),
  netTotal: money.describe(
    'What the order costs now: `total` less all `adjustments`. 0 if it ended without a sale: cancelled, rejected, expired, or returned without a payment.',
  ),
  paid: money.describe('What the customer has paid, less what went back or is on its way back.'),
}
