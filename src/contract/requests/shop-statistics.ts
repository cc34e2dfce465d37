import { z } from 'zod'
import { timeZone } from '../shapes/reader.ts'
import { money, timestamp } from '../shapes/values.ts'
import { endsAfterStart, notLonger } from './fields.ts'
import { request } from './request.ts'

export const shopStatistics = request({
  event: 'shop:statistics',
  unrecorded: true,
  summary: 'Adds up the orders of the shop that were placed in a range: today, unless you name another one.',
  limit: { cost: 5, takesTurns: true },
  roles: ['manager'],
  input: z
    .strictObject({
      from: timestamp.optional().describe('The start of the range. Absent: the start of the day on which it ends.'),
      to: timestamp.optional().describe('The end of the range, which does not belong to it. Absent: now.'),
      timeZone: timeZone.optional().describe('The time zone of that day. Absent: that of the shop.'),
    })
    .refine(...endsAfterStart())
    .refine(...notLonger()),
  data: z.object({
    from: z.iso.datetime().describe('The start of the range.'),
    to: z.iso.datetime().describe('The end of the range.'),
    timeZone: z.string().describe('The time zone of the day.'),
    orders: z.int().describe('Orders that were placed, without those that were lost or never paid.'),
    delivered: z.int().describe('How many of them are delivered.'),
    underWay: z.int().describe('How many of them are on their way to the customer, from placed to in transit.'),
    lost: z.int().describe('Orders that were cancelled, rejected or returned.'),
    takings: money.describe('What customers have paid for the orders of the range, refunds included.'),
    tips: money.describe('What of the takings are tips.'),
    refunds: z
      .object({ orders: z.int().describe('How many orders.'), amount: money.describe('What they get back, or have got back.') })
      .describe('What of the takings is refunded.'),
    late: z
      .object({
        orders: z.int().describe('Orders that arrived later than promised, or are late now.'),
        averageMinutes: z.number().nullable().describe('By how much, on average. Null where no order is late.'),
      })
      .describe('The orders that are late.'),
  }),
})
