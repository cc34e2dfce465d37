import { z } from 'zod'
import { timestamp } from '../shapes/values.ts'
import { endsAfterStart, notLonger } from './fields.ts'
import { request } from './request.ts'

const minutes = z.number().nullable()

const kept = {
  orders: z.int().describe('Orders whose promised time lies in the range, and that are delivered or should be by now.'),
  delivered: z.int().describe('How many of them are delivered.'),
  inTime: z.int().describe('How many were delivered by the promised time: the `latest` that was given when the order was placed.'),
  share: z.number().min(0).max(1).nullable().describe('`inTime` / `orders`. Null where there are no orders.'),
  medianMinutes: minutes.describe('How many minutes after the promised time orders were delivered: the median. Negative: before it.'),
  p90Minutes: minutes.describe('Nine of ten orders were delivered by this many minutes after the promised time.'),
}

export const promiseReport = request({
  event: 'promise:report',
  unrecorded: true,
  summary: 'Says how the promised delivery times were kept, in all and by hour. Rejected, cancelled and returned orders do not count.',
  limit: { cost: 5, takesTurns: true },
  roles: ['manager'],
  input: z
    .strictObject({
      from: timestamp.describe('The first promised time of the range.'),
      to: timestamp.describe('The end of the range, which does not belong to it.'),
    })
    .refine(...endsAfterStart())
    .refine(...notLonger()),
  data: z.object({
    from: z.iso.datetime().describe('The start of the range.'),
    to: z.iso.datetime().describe('The end of the range.'),
    timeZone: z.string().describe('The time zone of the shop, in which the hours are.'),
    all: z.object(kept).describe('All orders of the range.'),
    byHour: z
      .array(z.object({ hour: z.int().min(0).max(23).describe('The hour of the promised time, on the clock of the shop.'), ...kept }))
      .describe('The same for each hour that has orders.'),
  }),
})
