import { z } from 'zod'
import { kib, maxAnswerBytes } from '../shapes/limits.ts'
import { timeZone } from '../shapes/reader.ts'
import { id, money } from '../shapes/values.ts'
import { endsAfterStart, range } from './fields.ts'
import { request } from './request.ts'

const moment = (meaning: string) => z.iso.datetime().describe(meaning)

const figures = {
  orders: z.int().describe('How many orders.'),
  items: z.int().describe('How many portions.'),
  total: money.describe('What the orders cost: dishes, delivery and tips, less the discounts and what was given back.'),
  average: money.nullable().describe('What one order cost on average. Null where there is no order.'),
}

const shares = {
  items: z.int().describe('How many portions.'),
  total: money.describe('What the dishes cost, without the delivery, before discounts and before anything was given back.'),
}

const minutes = (meaning: string) => z.number().describe(`${meaning}, in minutes.`)

const bucket = z
  .object({
    date: z.iso.date().describe('The first day of the bucket in `timeZone`.'),
    from: moment('Where the bucket starts. The range may start later.'),
    to: moment('Where the bucket ends. The range may end earlier.'),
    ...figures,
  })
  .describe('A bucket of the series.')

const byProduct = z.object({ productId: id, name: z.string().describe('The name of the dish today.'), ...shares })
const byCategory = z.object({ categoryId: id, name: z.string().describe('The name of the category today.'), ...shares })
const byHour = z.object({ hour: z.int().describe('0 to 23, in `timeZone`.'), ...figures })
const byWeekday = z.object({ weekday: z.int().describe('1 (Monday) to 7 (Sunday), in `timeZone`.'), ...figures })
const byPlace = z.object({ address: z.string().describe('The address as the customer wrote it.'), ...figures })

const punctuality = z.object({
  delivered: z.int().describe('How many orders were delivered.'),
  onTime: z.int().describe('How many of them arrived no later than promised.'),
  averageMinutes: z.number().nullable().describe('How long they took on average, in minutes. Null where there is no order.'),
  deviationMinutes: z
    .object({
      average: minutes('On average'),
      median: minutes('The median'),
      earliest: minutes('The smallest'),
      latest: minutes('The largest'),
    })
    .nullable()
    .describe('How much later than promised they arrived; negative is earlier. Null where there is no order.'),
})

export const orderStatistics = request({
  event: 'order:statistics',
  limit: { cost: 5, takesTurns: true },
  summary: "Adds up the customer's orders in every way, in buckets of the customer's own calendar.",
  input: z
    .strictObject({
      ...range,
      bucket: z.enum(['day', 'week', 'month', 'year', 'all']).describe('The length of a bucket of `series`. Weeks start on Monday.'),
      timeZone: timeZone.optional().describe('The time zone of the calendar. Absent: that of the account.'),
    })
    .refine(...endsAfterStart()),
  data: z.object({
    from: moment('The start of the range. Where you named none: the first order.'),
    to: moment('The end of the range. Where you named none: now.'),
    timeZone: z.string().describe('The time zone of the calendar.'),
    series: z.array(bucket).describe('Every bucket of the range, empty ones too, the oldest first.'),
    byProduct: z.array(byProduct).describe('By dish, the most portions first.'),
    byCategory: z.array(byCategory).describe('By category, the most portions first.'),
    byHour: z.array(byHour).describe('By hour of the day.'),
    byWeekday: z.array(byWeekday).describe('By day of the week.'),
    byPlace: z.array(byPlace).describe('By address, the most orders first, at most 100.'),
    totals: z
      .object({
        ...figures,
        deliveryFees: money.describe('What the deliveries cost, less what was given back of them.'),
        discounts: money.describe('What promotions took off.'),
        tips: money.describe('What of the total are tips.'),
        givenBack: money.describe('What refunds and amendments of these orders have taken off the total.'),
      })
      .describe('All orders of the range.'),
    eta: punctuality.describe('How well the promised times were kept.'),
  }),
})

/** A file on the wire: a Buffer in Node, an ArrayBuffer in browsers. */
const binary = z.custom<Uint8Array | ArrayBuffer>((value) => value instanceof Uint8Array || value instanceof ArrayBuffer)

/** A file for a person. */
export const reportFile = z
  .object({
    fileName: z
      .string()
      .describe("A name to save the file under. A statement is named by the first and the last day in the account's time zone."),
    contentType: z.string().describe('The media type of the file.'),
    content: binary.describe('The bytes of the file: a Buffer in Node, an ArrayBuffer in browsers.'),
  })
  .describe('A file to save.')

export const orderReport = request({
  event: 'order:report',
  limit: { cost: 10 },
  summary: `Makes a receipt of one order, a credit note about what it gave back, or a statement of all orders of a range, as a file of at most ${kib(maxAnswerBytes)}.`,
  errors: ['order_not_found', 'adjustment_not_found', 'report_too_large'],
  input: z
    .strictObject({
      format: z.enum(['csv', 'pdf']).describe('The type of the file.'),
      orderId: id.optional().describe('The order of the receipt. Absent: a statement of the range.'),
      adjustment: z
        .int32()
        .min(1)
        .max(100_000)
        .optional()
        .describe('The number of an adjustment of that order: a credit note about it, as PDF. Absent: the receipt.'),
      ...range,
    })
    .refine(...endsAfterStart())
    .refine(({ adjustment, orderId, format }) => adjustment === undefined || (orderId !== undefined && format === 'pdf'), {
      path: ['adjustment'],
      message: 'only with orderId, as pdf',
    })
    .refine(({ orderId, from, to }) => orderId === undefined || (from === undefined && to === undefined), 'name either orderId or a range'),
  data: reportFile,
})
