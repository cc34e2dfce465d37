/** Couriers as managers see them, and the cash that the staff collect. */
import { z } from 'zod'
import { orderStatus } from './order.ts'
import { id, location, money, timestamp } from './values.ts'

const shift = z
  .object({
    id,
    startedAt: timestamp,
    seenAt: timestamp.describe('When the courier last had a connection.'),
  })
  .optional()
  .describe('The shift that goes on. Absent: the courier is not on shift.')

const carried = z.object({
  id,
  number: z.int().describe('A short number for people.'),
  status: orderStatus,
  strandedSince: timestamp.optional().describe('Since when the order is out for delivery although the shift has ended.'),
})

export const courier = z
  .object({
    id,
    name: z.string().describe('The name of the courier.'),
    shift,
    location: location.optional().describe('The latest position of this shift.'),
    locatedAt: timestamp.optional().describe('When the courier was there.'),
    orders: z.array(carried).describe('The orders that the courier has: those under way, and those to pick up.'),
    cash: money.describe('The cash that the courier carries: collected, and not handed over.'),
  })
  .describe('A courier.')
export type Courier = z.infer<typeof courier>

const sums = {
  deliveries: z.int().describe('The orders that they delivered.'),
  cash: money.describe('What they collected in cash.'),
  pos: money.describe('What they collected by card terminal.'),
  tips: money.describe('The tips in the orders that they delivered, whichever way these were paid.'),
}

export const shiftSummary = z
  .object({ id, startedAt: timestamp, endedAt: timestamp, ...sums })
  .describe('What a courier did during a shift.')
export type ShiftSummary = z.infer<typeof shiftSummary>

export const cashEntry = z
  .object({
    account: z.object({ id, name: z.string().describe('The name of the person.') }).describe('A courier, or a manager who has collected.'),
    shiftId: id.optional().describe('The shift. Absent: the entry is about a day.'),
    from: timestamp.describe('When the shift or the day begins.'),
    to: timestamp.optional().describe('When it ends. Absent: the shift goes on.'),
    endedBy: z
      .object({ id, name: z.string().describe('The name of the manager.') })
      .optional()
      .describe('The manager who ended the shift. Absent: the courier did, or it ended by itself.'),
    ...sums,
    handedOver: money.describe('The cash that they handed over.'),
    difference: z
      .int()
      .describe('How much more was handed over than was carried, in minor units. Negative: it was less. Managers have noted why.'),
    carried: money.describe('The cash that they carry now.'),
  })
  .describe('What one person collected and handed over in a shift or on a day.')
export type CashEntry = z.infer<typeof cashEntry>

export const handover = z
  .object({
    id,
    accountId: id,
    amount: money,
    difference: z.int().describe('How much more it was than was carried, in minor units. Negative: it was less.'),
    note: z.string().optional().describe('What the manager noted.'),
    at: timestamp,
  })
  .describe('Cash that a member of the staff has handed over.')
