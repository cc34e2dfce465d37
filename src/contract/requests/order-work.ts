/** What follows the placing of an order: the steps that the staff takes, and the customer's rating. */
import { z } from 'zod'
import { lineNumber, namesLinesOnce } from '../shapes/adjustment.ts'
import { maxChoices, maxLines, maxPortions, ratingDays, undoSeconds } from '../shapes/limits.ts'
import { orderStatus } from '../shapes/order.ts'
import { item } from '../shapes/order-line.ts'
import { orderRating, stars } from '../shapes/rating.ts'
import { queueOrder, staffOrder } from '../shapes/staff-order.ts'
import { line, prose } from '../shapes/text.ts'
import { id, requestId } from '../shapes/values.ts'
import { exactlyOne } from './fields.ts'
import { request } from './request.ts'

/** Of which PostgreSQL and JSON hold every whole number. */
const maxOrderNumber = Number.MAX_SAFE_INTEGER

/** The order as the role sees it now, also for a repetition. */
const workedOn = z.object({ order: queueOrder })

export const staffOrderGet = request({
  event: 'order:get',
  unrecorded: true,
  summary: 'Returns an order whole, as far as the role may see it. Managers see every order, the other roles those of their queue.',
  errors: ['order_not_found'],
  input: z
    .strictObject({ orderId: id.optional(), number: z.int().min(1).max(maxOrderNumber).optional().describe('The number that people say.') })
    .refine(...exactlyOne('orderId', 'number')),
  data: z.object({ order: staffOrder }),
})

const endings = ['rejected', 'returned']

export const orderAdvance = request({
  event: 'order:advance',
  summary: 'Moves an order to its next status. Each role has its own steps: docs/order-life.md.',
  errors: [
    'order_not_found',
    'invalid_transition',
    'assigned_to_another',
    'courier_not_found',
    'payment_required',
    'too_early',
    'substitution_open',
    'pin_required',
    'wrong_pin',
    'still_waiting',
  ],
  input: z
    .strictObject({
      requestId,
      orderId: id,
      to: orderStatus.describe('The next status.'),
      reason: line(300)
        .optional()
        .describe('What the customer is told. Only where the order is rejected or returned; the kitchen must give one.'),
      pin: z
        .string()
        .regex(/^\d{4}$/, 'must be four digits')
        .optional()
        .describe('The PIN that the customer tells the courier. Only to `delivered`; a manager needs none.'),
      note: prose(500)
        .min(1)
        .optional()
        .describe('What the staff note. No page shows it to the customer; the export of the account has it.'),
      keepPayment: z
        .literal(true)
        .optional()
        .describe(
          'Only where the order is returned, and only for managers: what was paid is not refunded. Absent: it is refunded at once.',
        ),
    })
    .refine(({ to, keepPayment }) => keepPayment === undefined || to === 'returned', {
      path: ['keepPayment'],
      message: 'only where the order is returned',
    })
    .refine(({ to, reason }) => reason === undefined || endings.includes(to), {
      path: ['reason'],
      message: 'only where the order is rejected or returned; use note for what the customer must not read',
    }),
  data: workedOn,
})

export const orderUndo = request({
  event: 'order:undo',
  summary: `Undoes the last step of an order, within ${undoSeconds} seconds, by the role that took it. A step that moves money cannot be undone.`,
  errors: ['order_not_found', 'invalid_transition', 'assigned_to_another', 'undo_expired'],
  input: z.strictObject({ requestId, orderId: id }),
  data: workedOn,
})

export const orderDelay = request({
  event: 'order:delay',
  summary: 'Says that an order takes longer. The customer is told the new time. Only before the order is ready.',
  roles: ['kitchen', 'manager'],
  errors: ['order_not_found', 'cannot_delay_order'],
  input: z.strictObject({
    requestId,
    orderId: id,
    minutes: z.int().min(1).max(120).describe('How many minutes later than estimated until now.'),
  }),
  data: workedOn,
})

const amendedLine = z
  .strictObject({
    line: lineNumber,
    quantity: z.int().min(1).max(maxPortions).describe('How many portions are taken out, or replaced.'),
    substitute: item.optional().describe('What is offered to the customer instead of these portions. Absent: they are taken out at once.'),
    soldOut: z.boolean().optional().describe('True: also takes the dish off the menu, as `menu:set_availability` does.'),
    soldOutChoices: z
      .array(id)
      .max(maxChoices)
      .optional()
      .describe('Also takes these choices of the dish off the menu, as `menu:set_availability` does.'),
  })
  .describe('What happens to a line.')

export const orderAmend = request({
  event: 'order:amend',
  summary:
    'Takes lines out of an order, lowers them, or offers something else instead, because the kitchen cannot make them. The bill, the stock and the estimate follow, and the customer is told why.',
  roles: ['kitchen', 'manager'],
  errors: [
    'order_not_found',
    'cannot_amend_order',
    'line_not_found',
    'line_quantity_too_large',
    'nothing_left',
    'substitution_open',
    'product_not_found',
    'choice_required',
    'choice_not_possible',
    'choice_unavailable',
    'ingredient_not_removable',
    'product_unavailable',
    'dietary_conflict',
    'insufficient_stock',
  ],
  input: z
    .strictObject({
      requestId,
      orderId: id,
      lines: z.array(amendedLine).min(1).max(maxLines).describe('The lines that change.'),
      reason: line(300).describe('What the customer is told.'),
    })
    .refine(({ lines }) => namesLinesOnce(lines), {
      path: ['lines'],
      message: 'must not name a line twice',
    })
    .refine(({ lines }) => lines.filter(({ substitute }) => substitute !== undefined).length <= 1, {
      path: ['lines'],
      message: 'must not offer more than one substitute',
    }),
  data: workedOn,
})

export const orderWaitAtDoor = request({
  event: 'order:wait_at_door',
  summary:
    'Says that there is no answer at the door. The customer is told until when the courier waits; after that the courier may return the order. Once for each ride.',
  roles: ['courier', 'manager'],
  errors: ['order_not_found', 'not_at_door', 'assigned_to_another'],
  input: z.strictObject({ requestId, orderId: id }),
  data: workedOn,
})

export const orderAssign = request({
  event: 'order:assign',
  summary:
    'Gives an order to a courier, whose shift starts if it has not: couriers take one that no courier has, managers give any to anyone, also one that is out for delivery.',
  roles: ['courier', 'manager'],
  errors: ['order_not_found', 'invalid_transition', 'assigned_to_another', 'courier_not_found'],
  input: z.strictObject({
    requestId,
    orderId: id,
    courierId: id.optional().describe('To whom. For managers, who have to name the courier. Absent: to the courier who asks.'),
  }),
  data: workedOn,
})

export const orderUnassign = request({
  event: 'order:unassign',
  summary:
    'Takes an order from its courier: couriers give back what they have not picked up, managers also take what is out for delivery, to bring it themselves.',
  roles: ['courier', 'manager'],
  errors: ['order_not_found', 'invalid_transition', 'assigned_to_another'],
  input: z.strictObject({
    requestId,
    orderId: id,
    status: orderStatus
      .optional()
      .describe(
        'For managers: the status in which you saw the order. If it was picked up since, it stays with its courier: `invalid_transition`.',
      ),
  }),
  data: workedOn,
})

export const orderRate = request({
  event: 'order:rate',
  summary: `Rates a delivered order: once, within ${ratingDays} days.`,
  errors: ['order_not_found', 'cannot_rate_order'],
  input: z.strictObject({
    requestId: requestId.optional(),
    orderId: id,
    rating: stars.describe('The order: 1 (bad) to 5 (very good).'),
    courierRating: stars
      .optional()
      .describe('The courier: 1 (bad) to 5 (very good). Left out of the rating, and of the answer, where no courier brought the order.'),
    comment: prose(2000).optional().describe("The customer's own words."),
  }),
  data: z.object({ rating: orderRating }),
})
