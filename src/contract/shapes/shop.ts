import { z } from 'zod'
import { calendarDay, hours, openingTimes } from './hours.ts'
import { area } from './order.ts'
import { paymentMethod } from './payment.ts'
import { timeZone } from './reader.ts'
import { line } from './text.ts'
import { location, money, timestamp } from './values.ts'

export const pause = z
  .object({
    until: timestamp.optional().describe('When the shop takes orders again. Absent: when a manager says so.'),
    reason: z.string().optional().describe('Why, for the customers.'),
  })
  .describe('The shop takes no orders for now.')

export const seller = z
  .strictObject({
    legalName: line(200).describe('The name of the company or the person.'),
    taxNumber: line(100).describe('The number under which the seller is registered for taxes.'),
    address: line(300).describe('The address of the seller.'),
  })
  .describe('Who sells: on receipts, statements and the page.')
export type Seller = z.infer<typeof seller>
export const busy = z
  .object({
    extraMinutes: z.int().describe('How many minutes the estimate of each order is longer.'),
    until: timestamp.describe('For orders that are placed until then.'),
  })
  .describe('The kitchen is busy: every estimate is longer.')

const degrees = z.number()

const shopArea = area
  .extend({
    polygon: z
      .array(z.tuple([degrees, degrees]))
      .optional()
      .describe('The corners as `[latitude, longitude]`. The last one is joined to the first; the sides are straight in degrees.'),
    radius: z.number().optional().describe('Instead of a polygon: a circle around `location`, in kilometres.'),
    fee: money.describe('What a delivery costs.'),
    feePerKm: money.describe('What is added for each kilometre from `location`, as the crow flies.'),
    freeFrom: money.optional().describe('The `subtotal` from which on the delivery is free.'),
    minimum: money.optional().describe('The `subtotal` that an order must have.'),
    extraMinutes: z.number().describe('How much longer a delivery takes, in minutes.'),
  })
  .describe('Where the shop delivers.')

export const shopKind = z.enum(['food', 'flowers', 'goods']).describe('What a shop sells.')
export type ShopKind = z.infer<typeof shopKind>

export const shop = z
  .object({
    name: z.string().describe('The name of the shop.'),
    kind: shopKind.describe('What the shop sells: pages choose their words and drawings by it.'),
    greeting: z.string().optional().describe('What stands above the menu. Absent: the page has a greeting for the kind of shop.'),
    seller: seller.optional(),
    open: z.boolean().describe('True: an order for now can be placed. A closed shop takes orders for later (`delivery.at`).'),
    opensAt: timestamp.optional().describe('While it is closed: when it opens. Absent: not within the next two weeks.'),
    closesAt: timestamp.optional().describe('While it is open: when it closes. Absent: not within the next two weeks.'),
    paused: pause.optional(),
    busy: busy.optional(),
    timeZone: timeZone.describe('The IANA time zone of the shop: its hours are on this clock.'),
    hours: hours.optional().describe('When the shop delivers. Absent: always.'),
    specialDays: z
      .record(calendarDay, openingTimes)
      .describe('Days with hours of their own, for instance holidays. Empty: closed on that day.'),
    addressSearch: z.boolean().describe('True: `address:search` finds addresses.'),
    location: location.describe('Where the shop is.'),
    areas: z.array(shopArea).describe('Where the shop delivers: the first one that contains a place holds. Empty: everywhere.'),
    deliveryFee: money.describe('What a delivery costs that is in none of `areas`.'),
    deliversElsewhere: z
      .boolean()
      .describe('True: places in none of `areas` are delivered to as well, and so are deliveries without a location.'),
    deliversWithinKm: z
      .number()
      .optional()
      .describe('The farthest that the shop delivers to places in none of `areas`, in kilometres as the crow flies. Absent: any distance.'),
    currency: z.string().describe('The ISO 4217 code of the currency of all prices.'),
    locales: z.array(z.string()).describe('The languages of the menu; the first one stands in where another has no text.'),
    tips: z
      .object({
        percents: z.array(z.int()).describe('What to suggest, as percentages of the dishes.'),
        maximumPercent: z.int().describe('The largest tip, as a percentage of the dishes.'),
        maximum: money.optional().describe('The largest tip, as an amount.'),
      })
      .optional()
      .describe('The tips that the shop takes. Absent: none.'),
    paymentMethods: z.array(paymentMethod).describe('How orders can be paid.'),
  })
  .describe('The shop: when it is open and what holds for every order.')
