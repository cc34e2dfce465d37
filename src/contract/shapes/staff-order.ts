/** Orders as the staff see them. Who sees which field is decided in src/orders/staff-view.ts. */
import { z } from 'zod'
import { balance } from './adjustment.ts'
import { amendment, substitute } from './amendment.ts'
import { dietaryRestriction } from './diet.ts'
import { category, ingredient } from './menu.ts'
import { area, cooking, delayMinutes, eta, order, orderStatus, sums, timeline } from './order.ts'
import { orderChoice, orderItem } from './order-line.ts'
import { orderPayment } from './payment.ts'
import { rating } from './rating.ts'
import { actors, role } from './role.ts'
import { id, location, money, requestId, timestamp } from './values.ts'

/** The short form of an order has no longer note. */
export const longestShortNote = 120

const exclude = orderItem.shape.exclude.optional()
const note = z.string().optional().describe('The note for the kitchen. For the kitchen and managers.')

const itemConflict = z
  .object({ ingredient, conflicts: z.array(dietaryRestriction).describe('The restrictions that the ingredient conflicts with.') })
  .describe('An ingredient in the dish that the customer does not eat.')
export type ItemConflict = z.infer<typeof itemConflict>

const choices = z
  .array(orderChoice.pick({ id: true, option: true, name: true }))
  .optional()
  .describe('What the customer has chosen of the dish. Absent: nothing.')

const workItem = orderItem.pick({ line: true, productId: true, name: true, quantity: true }).extend({
  category: category.optional().describe('The category of the dish. Absent: the dish has left the menu.'),
  exclude,
  choices,
  dietaryConflicts: z
    .array(itemConflict)
    .optional()
    .describe('What is in the dish although the customer does not eat it: they have accepted it. For the kitchen and managers.'),
  note,
})

const workAmendment = amendment
  .omit({ total: true })
  .extend({
    substitute: substitute
      .omit({ unitPrice: true, total: true })
      .extend({ choices })
      .describe('What is offered instead of a dish.')
      .optional(),
  })
  .describe('What the staff changed of a line, because the kitchen cannot make it.')

const workDelivery = z.object({
  at: timestamp.optional().describe('The moment that the customer asked for. Absent: as soon as possible.'),
  rideMinutes: z.int().describe('How long the ride takes, in minutes.'),
  address: z.string().optional().describe('The address as the customer wrote it.'),
  location: location.optional(),
  contactName: z.string().optional().describe('Who receives the order.'),
  phone: z.string().optional().describe('The telephone number of the person who receives the order.'),
  leaveAtDoor: z.boolean().optional().describe('True: put the order down at the door. A PIN is not asked then.'),
})

const about = {
  id,
  number: z.int().describe('A short number for people.'),
  requestId: requestId.describe('The `requestId` that placed the order.'),
  version: z.int().describe('Rises by one with every change: of two copies the higher version is the newer one.'),
  status: orderStatus,
  items: z.array(workItem).describe('The lines.'),
  amendments: z
    .array(workAmendment)
    .optional()
    .describe('What the staff changed of the order, the oldest first. `items` are the lines that are left. Absent: nothing.'),
  dietaryRestrictions: z
    .array(dietaryRestriction)
    .optional()
    .describe('What the customer does not eat. For the kitchen and managers, until the order ends.'),
  note: z
    .string()
    .optional()
    .describe(
      "The customer's note for the whole order. For managers, and the courier who carries it; for the kitchen where it speaks of an allergy.",
    ),
  area: area.optional(),
  delivery: workDelivery.describe('When to deliver; for managers, and the courier who carries the order, also where and to whom.'),
  payment: orderPayment
    .pick({ method: true, status: true, amount: true })
    .optional()
    .describe('For managers, and the courier who carries the order.'),
  eta,
  delayMinutes,
  courier: z
    .object({
      name: z.string().describe('The name of the courier.'),
      isYou: z.boolean().describe('True: you carry this order.'),
      location: location.optional().describe('The latest known position, if it is not older than two minutes. For managers.'),
    })
    .optional()
    .describe('The courier, from the moment one has taken the order.'),
  pinTriesLeft: z
    .int()
    .optional()
    .describe(
      'The customer has a PIN that `order:advance` to `delivered` needs; so many wrong ones are left. 0: only a manager can deliver it. Absent: no PIN is needed.',
    ),
  atDoorUntil: timestamp.optional().describe('The courier waits at the door until then. Afterwards the courier may return the order.'),
  customerPhone: z
    .string()
    .optional()
    .describe(
      'The number of the customer, for the courier who carries the order, while it is on its way and both have agreed to show their numbers.',
    ),
  undoUntil: timestamp.optional().describe('Until when you can undo the last step (`order:undo`). Only for the role that took it.'),
  comesAt: timestamp
    .optional()
    .describe('When the order comes to the queue. Until then it waits for the time that the customer chose. Absent: it is there.'),
  overdueSince: timestamp.optional().describe('When the managers were told that the order waits for its confirmation for too long.'),
  shortSince: timestamp
    .optional()
    .describe(
      'When the managers were told that not all ingredients were there (`order:short`). Until the kitchen begins; `pick:list` says what is missing now.',
    ),
  strandedSince: timestamp
    .optional()
    .describe('When the managers were told that the shift of the courier ended with the order out for delivery (`order:stranded`).'),
  workBeginsAt: timestamp.describe('When work must begin: immediately, or in time for the delivery time that the customer chose.'),
  placedAt: timestamp,
}

export const queueOrder = z
  .object({
    ...about,
    shortened: z
      .boolean()
      .describe(`True: a note was cut at ${longestShortNote} characters and ends with "…"; \`order:get\` has the whole of it.`),
  })
  .describe('An order in the short form that the queues of the staff carry, with what the role may see.')
export type QueueOrder = z.infer<typeof queueOrder>

const staffNote = z.object({
  at: timestamp.describe('When the step was taken.'),
  status: orderStatus,
  role: role.describe('The role that took the step.'),
  note: z.string().describe('The note.'),
})

const staffTimeline = z
  .array(
    timeline.element.extend({
      by: z
        .object({
          actor: z.enum(actors).describe('The role of the account that took the step. `system`: the gateway itself.'),
          name: z.string().optional().describe('The name, of a member of the staff.'),
        })
        .optional()
        .describe('Who took the step. Absent: the order began with it, or it is from before steps had names.'),
    }),
  )
  .describe('The statuses so far, the oldest first, and who took each step.')

const bill = z
  .object({ lines: z.array(money).describe('What each line costs, in the order of `items`.'), ...sums, ...balance })
  .describe('What the customer pays. For managers, and the courier who carries the order.')

const refundable = z
  .object({
    most: money.describe('The most that can be refunded now. Zero: nothing was paid, or all of it went back.'),
    lines: z
      .array(
        z.object({
          quantity: z.int().describe('How many portions were not given back.'),
          amount: money.describe('What is left of their price, with their share of the discount.'),
        }),
      )
      .describe('What is left of each line, by its number: also of those that were taken out.'),
    delivery: money.describe('What is left of the delivery.'),
    tip: money.describe('What is left of the tip.'),
  })
  .describe('What `order:refund` can give back. For managers.')
export type Refundable = z.infer<typeof refundable>

export const staffOrder = z
  .object({
    ...about,
    cooking,
    timeline: staffTimeline,
    deliveredAt: timestamp.optional(),
    reason: order.shape.reason,
    bill: bill.optional(),
    refundable: refundable.optional(),
    staffNotes: z.array(staffNote).optional().describe('What the staff noted. For managers, and the courier who carries the order.'),
    comment: z.string().optional().describe("The customer's own words on cancelling. For managers."),
    rating: rating.optional().describe("The customer's rating. For managers."),
  })
  .describe('An order as the staff see it whole, with what the role may see.')
export type StaffOrder = z.infer<typeof staffOrder>
