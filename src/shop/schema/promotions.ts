/** The section `promotions`: codes with which an order costs less. */
import { z } from 'zod'
import { calendarDay, toPromotionCode } from '../../contract/index.ts'
import { amountAt, anything, type Rule, ruleOf, textAt } from './rules.ts'
import { amount, code, name } from './values.ts'

export const promotion = z
  .strictObject({
    code,
    promotionCode: z
      .string()
      .overwrite(toPromotionCode)
      .regex(/^[\p{L}\p{M}\p{N}-]{2,40}$/u, 'must be 2 to 40 letters, digits and hyphens')
      .describe('What the customer types. Case and blanks do not matter.'),
    name: name.describe('What the customer reads beside the discount.'),
    percent: z.int().min(1).max(100).optional().describe('It takes off this percentage of the dishes.'),
    amount: amount.optional().describe('It takes off this amount of the dishes.'),
    freeDelivery: z.literal(true).optional().describe('It takes off the delivery fee.'),
    maximum: amount.optional().describe('The most that a percentage takes off.'),
    from: calendarDay.optional().describe("The first day, on the shop's clock."),
    until: calendarDay.optional().describe("The last day, on the shop's clock."),
    minimum: amount.optional().describe('The least that the dishes must cost.'),
    firstOrder: z.boolean().default(false).describe("True: only for a customer's first order."),
    times: z.int().min(1).max(1_000_000_000).optional().describe('How often all customers together can redeem it.'),
    timesPerAccount: z.int().min(1).max(1_000_000).optional().describe('How often each customer can redeem it.'),
  })
  .describe('A promotion code. It takes off exactly one of `percent`, `amount` and `freeDelivery`.')

const amounts = ['amount', 'maximum', 'minimum'] as const

export const promotionRules: readonly Rule[] = [
  textAt('name'),
  ruleOf(z.object({ percent: anything, amount: anything, freeDelivery: anything }), (kinds, path) =>
    Object.values(kinds).filter((kind) => kind !== undefined).length === 1
      ? []
      : [{ path, message: 'must have exactly one of percent, amount and freeDelivery' }],
  ),
  ruleOf(z.object({ maximum: anything, percent: anything }), ({ maximum, percent }, path) =>
    maximum !== undefined && percent === undefined
      ? [{ path: [...path, 'maximum'], message: 'needs a percent, of which it is the most' }]
      : [],
  ),
  ...amounts.map((field) => amountAt(field)),
  ...amounts.map((field) =>
    ruleOf(z.object({ [field]: amount }), ({ [field]: sum }, path) =>
      Number(sum) === 0 ? [{ path: [...path, field], message: 'must be more than 0' }] : [],
    ),
  ),
  ruleOf(z.object({ from: calendarDay, until: calendarDay }), ({ from, until }, path) =>
    from > until ? [{ path: [...path, 'until'], message: `is before from, ${from}`, rule: 'later_than_from' }] : [],
  ),
]
