/** The section `shop.kitchen`: how much the kitchen can cook, and how soon it answers. */
import { z } from 'zod'
import { ruleOf } from './rules.ts'

const minutes = z.int().min(1).max(1440)
const capacity = z.int().min(1).max(10_000)

export const kitchen = z
  .strictObject({
    parallelDishes: capacity.describe(
      'How many portions the kitchen cooks at the same time. What waits for the cooks is part of every estimate.',
    ),
    ordersPerQuarterHour: capacity.optional().describe('How many orders are delivered in a quarter of an hour at most. Absent: no limit.'),
    confirmWithinMinutes: minutes.describe('After so many minutes, an order that was not confirmed alarms the managers.'),
    rejectAfterMinutes: minutes.describe(
      'After so many minutes, an order that was not confirmed is rejected, and what was paid is refunded.',
    ),
    answerWithinMinutes: z
      .int()
      .min(1)
      .max(120)
      .optional()
      .describe('So many minutes a customer can answer what the kitchen offers instead of a dish that it is out of. Absent: 5.'),
  })
  .describe('How much the kitchen can cook, and how soon it answers.')

export type Kitchen = z.output<typeof kitchen>

export const kitchenRule = ruleOf(
  z.object({ kitchen: kitchen.pick({ confirmWithinMinutes: true, rejectAfterMinutes: true }).strip() }),
  ({ kitchen: { confirmWithinMinutes, rejectAfterMinutes } }, path) =>
    rejectAfterMinutes <= confirmWithinMinutes
      ? [{ path: [...path, 'kitchen', 'rejectAfterMinutes'], message: `must be more than confirmWithinMinutes, ${confirmWithinMinutes}` }]
      : [],
)
