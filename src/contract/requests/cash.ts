/** The cash of the staff. */
import { z } from 'zod'
import { cashEntry, handover } from '../shapes/staff-courier.ts'
import { prose } from '../shapes/text.ts'
import { id, money, requestId, timestamp } from '../shapes/values.ts'
import { endsAfterStart, nextCursor, notLonger, page } from './fields.ts'
import { request } from './request.ts'

export const cashReport = request({
  event: 'cash:report',
  unrecorded: true,
  summary: 'Says what each of the staff has collected and handed over, by day or by shift, the latest first. Couriers see only their own.',
  roles: ['courier', 'manager'],
  limit: { cost: 5, takesTurns: true },
  input: z
    .strictObject({
      from: timestamp.describe('The start of the range, which belongs to it.'),
      to: timestamp.describe('The end of the range, which does not belong to it.'),
      by: z
        .enum(['day', 'shift'])
        .default('day')
        .describe("An entry for each day on the shop's clock, or for each shift. What happened outside of a shift is listed by day."),
      ...page(100),
    })
    .refine(...endsAfterStart())
    .refine(...notLonger()),
  data: z.object({ entries: z.array(cashEntry).describe('The entries of this page.'), nextCursor }),
})

export const cashHandOver = request({
  event: 'cash:hand_over',
  summary: 'Records that a courier, or a manager who has collected, has handed over cash.',
  roles: ['manager'],
  errors: ['staff_not_found', 'cash_mismatch'],
  input: z
    .strictObject({
      requestId,
      accountId: id.describe('Who has handed it over.'),
      amount: money
        .extend({ amount: z.int().min(0).max(1_000_000_000_000).describe('In minor units of the currency: 1190 is €11.90.') })
        .describe('How much it is. Not more than they carry, unless `settle` is set.'),
      settle: z.boolean().default(false).describe('True: this was all of it, and they carry nothing any more. A difference needs a note.'),
      note: prose(300).min(1).optional().describe('Why there is a difference, or what else there is to note.'),
    })
    .refine(({ amount, settle }) => settle || amount.amount > 0, {
      path: ['amount'],
      message: 'must be more than zero, unless settle is set',
    }),
  data: z.object({ handover, carried: money.describe('What they still carry.') }),
})
