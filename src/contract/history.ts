import { z } from 'zod'
import { request } from './request.ts'
import { endsAfterStart, id, money, mustEndAfterStart, range, timeZone } from './values.ts'

/** Sums of some orders: `items` are portions, `total` what was paid, the delivery included, `average` what an order cost (null of none). */
const figures = { orders: z.int(), items: z.int(), total: money, average: money.nullable() }

/** Sums of some dishes, without the delivery. */
const shares = { items: z.int(), total: money }

const minutes = z.number()

export const orderStatistics = request({
  event: 'order:statistics',
  summary: "What the customer's orders add up to, in buckets of his own calendar.",
  input: z
    .strictObject({
      ...range,
      /** Weeks start on Monday. */
      bucket: z.enum(['day', 'week', 'month', 'year', 'all']),
      /** Of the account, if not named. */
      timeZone: timeZone.optional(),
    })
    .refine(endsAfterStart, mustEndAfterStart),
  data: z.object({
    /** The range that was counted: from the first order and until now, where it was not named. */
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    timeZone: z.string(),
    /** Every bucket of the range, empty ones too. `date` is its first day there; the range may begin and end within a bucket. */
    series: z.array(z.object({ date: z.iso.date(), from: z.iso.datetime(), to: z.iso.datetime(), ...figures })),
    /** The most portions first, as in `byCategory`. */
    byProduct: z.array(z.object({ productId: id, name: z.string(), ...shares })),
    byCategory: z.array(z.object({ categoryId: id, name: z.string(), ...shares })),
    /** 0 to 23. */
    byHour: z.array(z.object({ hour: z.int(), ...figures })),
    /** 1, Monday, to 7, Sunday. */
    byWeekday: z.array(z.object({ weekday: z.int(), ...figures })),
    /** The most orders first, 100 places at most. */
    byPlace: z.array(z.object({ address: z.string(), ...figures })),
    totals: z.object({ ...figures, deliveryFees: money }),
    /** Of the orders that were delivered: how long they took, and how much later than promised they came (negative: earlier). */
    eta: z.object({
      delivered: z.int(),
      onTime: z.int(),
      averageMinutes: minutes.nullable(),
      deviationMinutes: z.object({ average: minutes, median: minutes, earliest: minutes, latest: minutes }).nullable(),
    }),
  }),
})

/** A file as the wire carries it: a Buffer in Node, an ArrayBuffer in browsers. */
const binary = z.custom<Uint8Array | ArrayBuffer>((value) => value instanceof Uint8Array || value instanceof ArrayBuffer)

export const orderReport = request({
  event: 'order:report',
  summary: 'A receipt for one order, or a statement of all orders of a range, as a file of at most 768 KiB.',
  input: z
    .strictObject({ format: z.enum(['csv', 'pdf']), orderId: id.optional(), ...range })
    .refine(endsAfterStart, mustEndAfterStart)
    .refine(({ orderId, from, to }) => orderId === undefined || (from === undefined && to === undefined), 'name either orderId or a range'),
  data: z.object({ fileName: z.string(), contentType: z.string(), content: binary }),
})
