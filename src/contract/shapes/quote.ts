import { z } from 'zod'
import { dietaryRestriction } from './diet.ts'
import { calendarDay } from './hours.ts'
import { dishIngredient, ingredient } from './menu.ts'
import { area, etaInterval, sums } from './order.ts'
import { orderChoice } from './order-line.ts'
import { promotion, promotionFault } from './promotion.ts'
import { quarterHour } from './slot.ts'
import { id, money, timestamp } from './values.ts'

export const quotedEta = z.object(etaInterval).describe('When an order would arrive.')

const line = z.int().describe('The position of the line in `items` of the request, from 0.')

export const dietaryConflict = z
  .object({
    line,
    productId: id,
    name: z.string().describe('The name of the dish.'),
    conflicts: z.array(dietaryRestriction).describe('The restrictions of the account that the dish conflicts with.'),
    ingredients: z.array(dishIngredient).describe('The ingredients that cause the conflict.'),
  })
  .describe("A dish that conflicts with the account's dietary restrictions.")

export const shortage = z
  .object({
    line,
    productId: id,
    name: z.string().describe('The name of the dish.'),
    ingredient,
    possible: z.int().describe('How many portions are still possible.'),
    removable: z.boolean().describe('True: the dish can be ordered without it (`exclude`).'),
    restockMinutes: z.int().optional().describe('How long it takes to fetch more, in minutes. Absent: no more can be fetched.'),
  })
  .describe('An ingredient of which there is too little.')

export const quotedItem = z
  .object({
    productId: id,
    name: z.string().describe('The name of the dish.'),
    quantity: z.int().describe('How many portions.'),
    unitPrice: money.describe('The price of one portion today.'),
    total: money.describe('`unitPrice` × `quantity`.'),
    choices: z.array(orderChoice).optional().describe('What is chosen, with the prices of today. Absent: nothing.'),
    available: z.boolean().describe('False: the dish cannot be ordered now.'),
  })
  .describe('A line of an order, with its price.')

const allowed = z
  .object({
    openOrders: z.int().optional().describe('Orders under way.'),
    unpaidOrders: z.int().optional().describe('Orders that wait for a payment.'),
    portions: z.int().optional().describe('Portions of an order.'),
    orderValue: money.optional().describe('The total of an order.'),
    cashValue: money.optional().describe('The total of an order that is paid in cash.'),
  })
  .describe('The limits of the account. An absent one does not apply. An account has lower ones until its first order has arrived.')

const soldOutChoice = z
  .object({
    line,
    productId: id,
    choiceId: id,
    name: z.string().describe('The name of the choice.'),
  })
  .describe('A choice of a line that the kitchen has switched off.')

const obstacle = z
  .object({
    reason: z
      .enum([
        'choice_unavailable',
        'store_closed',
        'store_paused',
        'slot_full',
        'out_of_area',
        'location_required',
        'below_minimum',
        'cannot_leave_at_door',
        'promotion_not_valid',
        'customer_blocked',
        'too_many_open_orders',
        'order_too_large',
      ])
      .describe('The reason with which `order:place` would refuse.'),
    details: z
      .object({
        choices: z.array(soldOutChoice).optional().describe('The choices that cannot be had now.'),
        opensAt: timestamp.optional().describe('When the shop opens next.'),
        until: timestamp.optional().describe('When a paused shop takes orders again.'),
        message: z.string().optional().describe('Why the shop is paused.'),
        area: area.optional().describe('The nearest area, if it is within 50 km of a place outside of all of them.'),
        km: z.number().optional().describe('How far away that area is, in kilometres.'),
        minimum: money.optional().describe('The least that the dishes must cost in this area, or for the promotion.'),
        missing: money.optional().describe('What the dishes cost less than that.'),
        why: promotionFault.optional(),
        from: calendarDay.optional().describe('The first day on which the promotion is valid.'),
        next: quarterHour
          .optional()
          .describe('Of a full quarter of an hour: the next one that can be had. Absent: none in the days ahead.'),
        allowed: allowed.optional(),
        openOrders: z.int().optional().describe('The orders under way.'),
        unpaidOrders: z.int().optional().describe('Those of them that wait for a payment.'),
        portions: z.int().optional().describe('The portions of this order.'),
        total: money.optional().describe('The total of this order.'),
      })
      .describe(
        'What is allowed, and what there is; of a closed shop, when it opens; of a full quarter of an hour, the next one; of a promotion code, why it is not valid; which choices are sold out. Empty for `customer_blocked`, `location_required` and `cannot_leave_at_door`.',
      ),
  })
  .describe(
    'Why the order cannot be placed: a choice is sold out, the shop is closed or full at that time, does not deliver there, what is paid at the door cannot be left there, the promotion code is not valid, or the order breaks a limit.',
  )

export const quote = z
  .object({
    items: z.array(quotedItem).describe('The lines with their prices.'),
    ...sums,
    promotion: promotion.optional(),
    area: area.optional(),
    eta: quotedEta,
    dietaryConflicts: z.array(dietaryConflict).describe("Dishes that conflict with the account's dietary restrictions."),
    shortages: z.array(shortage).describe('Ingredients of which there is too little.'),
    obstacles: z.array(obstacle).describe('Why the order cannot be placed. Empty: it can.'),
  })
  .describe('What an order would cost, when it would arrive and what prevents it.')
