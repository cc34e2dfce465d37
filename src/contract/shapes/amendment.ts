/** What the staff changes of an order that the kitchen cannot make as it was placed. */
import { z } from 'zod'
import { lineNumber } from './adjustment.ts'
import { orderItem } from './order-line.ts'
import { id, money, timestamp } from './values.ts'

export const amendmentOutcomes = ['taken_out', 'offered', 'accepted', 'declined', 'expired', 'withdrawn'] as const

export const substitute = orderItem
  .omit({ line: true, taxRate: true })
  .extend({ total: money.describe('What all portions cost the customer: never more than what they replace.') })
  .describe('What is offered instead of a dish.')

export const amendment = z
  .object({
    line: lineNumber,
    productId: id,
    name: z.string().describe('The name of the dish that is missing.'),
    quantity: z.int().describe('How many of its portions are taken out or replaced.'),
    total: money.describe('What these portions cost, before discounts.'),
    reason: z.string().describe('What the staff told the customer.'),
    outcome: z
      .enum(amendmentOutcomes)
      .describe(
        '`taken_out`: the portions are not delivered. `offered`: the customer can answer until `answerBy` (`order:answer_substitution`). `accepted`: the substitute is a line of the order. `declined`, `expired`: the portions were taken out, or nothing was left and the order was rejected. `withdrawn`: the staff decided otherwise, or the order ended.',
      ),
    at: timestamp.describe('When the staff changed the line, or made the offer.'),
    substitute: substitute.optional(),
    answerBy: timestamp.optional().describe('Until when the customer can answer. Only with `substitute`.'),
    endedAt: timestamp.optional().describe('When the offer ended.'),
  })
  .describe('What the staff changed of a line, because the kitchen cannot make it.')
export type Amendment = z.infer<typeof amendment>

export const amendments = z
  .array(amendment)
  .optional()
  .describe('What the staff changed of the order, the oldest first. `items` are the lines that are left. Absent: nothing.')
