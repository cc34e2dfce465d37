/** The section `shop`: what holds for the whole shop. */
import { z } from 'zod'
import { isCurrency } from '../../contract/currency.ts'
import { calendarDay, diet, hasPhones, hours, location, openingTimes, seller, shopKind, timeZone } from '../../contract/index.ts'
import { areas, areasRules } from './areas.ts'
import { kitchen, kitchenRule } from './kitchen.ts'
import { hoursRule, specialDaysRule } from './opening.ts'
import { amountAt, anything, type Rule, ruleOf, textAt } from './rules.ts'
import { amount, distinct, locale, name, taxRate } from './values.ts'

const count = z.int().min(0).max(1_000_000)
const minutes = z.number().min(0).max(600)

const orderLimits = {
  openOrders: count.optional().describe('Orders under way.'),
  unpaidOrders: count.optional().describe('Orders that wait for a payment.'),
  portions: count.optional().describe('Portions of an order.'),
  orderValue: amount.optional().describe('The total of an order.'),
  cashValue: amount.optional().describe('The total of an order that is paid in cash.'),
}

const limits = z
  .strictObject({
    ...orderLimits,
    newAccount: z.strictObject(orderLimits).optional().describe('Other limits for a customer whose first order has not arrived yet.'),
  })
  .describe('What a customer may have open and order at once. A limit that is absent does not apply.')

const delivery = z
  .strictObject({
    fee: amount.default('0').describe('What a delivery costs that is in none of the areas.'),
    taxRate: taxRate.optional().describe("The tax that the fee includes, in percent. Absent: the shop's rate."),
    elsewhere: z
      .boolean()
      .default(false)
      .describe('True: the shop also delivers to what lies in none of its areas, and to addresses whose place on the map is not known.'),
    withinKm: z
      .number()
      .positive()
      .max(1000)
      .optional()
      .describe(
        'The farthest that the shop delivers to what lies in none of its areas, in kilometres as the crow flies. Absent: any distance.',
      ),
    baseMinutes: minutes.default(5).describe('How long a ride takes before the first kilometre.'),
    minutesPerKm: minutes.default(3).describe('How long a ride takes for each kilometre.'),
    usualKm: z.number().min(0).max(1000).default(4).describe('The distance of a delivery whose place on the map is not known.'),
    earlyMinutes: minutes.default(5).describe('How long before the expected moment the estimate begins.'),
    pin: z
      .boolean()
      .default(false)
      .describe('True: the courier asks for a PIN, which the page shows to the customer, before handing over an order that is paid for.'),
    doorMinutes: z.int().min(1).max(60).default(8).describe('How long the courier waits where there is no answer at the door.'),
    lateMinutes: minutes.default(10).describe('How long after the expected moment the estimate ends.'),
  })
  .describe('What a delivery costs, and how the time of its arrival is estimated.')

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 code, for instance SK')
  .refine(hasPhones, 'must be a country with telephone numbers, for instance SK')
  .describe(
    'The ISO 3166-1 code of the country: telephone numbers without the code of a country are of this one. Absent: they stay as they are typed.',
  )

const percentage = z.int().min(1).max(1000)

const tips = z
  .strictObject({
    percents: z
      .array(percentage)
      .max(5)
      .refine(distinct, 'must not name a percentage twice')
      .default([5, 10, 15])
      .describe('What the page suggests, as percentages of the dishes. The customer may also enter an amount.'),
    maximumPercent: percentage.default(100).describe('The largest tip, as a percentage of the dishes.'),
    maximum: amount.optional().describe('The largest tip, as an amount.'),
  })
  .describe('Tips for the courier.')

export const settings = z
  .strictObject({
    name: name.describe('The name of the shop.'),
    kind: shopKind.default('food').describe('What the shop sells: the words and drawings of the pages follow it.'),
    greeting: name.optional().describe('What stands above the menu. Absent: the greeting of the kind, such as "What would you like?".'),
    currency: z
      .string()
      .refine(isCurrency, 'must be an ISO 4217 code, for instance EUR')
      .describe('The ISO 4217 code of the currency of every amount of the shop.'),
    seller: seller.optional(),
    taxRate: taxRate
      .optional()
      .describe('The tax that every price includes, in percent, unless a product has a rate of its own. Absent: no taxes are shown.'),
    country: country.optional(),
    timeZone: timeZone.describe('The IANA time zone of the shop, for example `Europe/Bratislava`.'),
    location: location.describe('Where the shop is, and the couriers start.'),
    locales: z
      .array(locale)
      .min(1)
      .max(20)
      .refine(distinct, 'must not name a language twice')
      .describe('The languages of the texts. Staff read the first one, and customers where a text is not translated.'),
    diets: z
      .array(diet)
      .refine(distinct, 'must not name a diet twice')
      .default(diet.options)
      .describe('The diets that the menu marks: [] for a shop that sells no food.'),
    hours: hours.optional().describe('When the shop delivers, on its clock. Absent: always.'),
    closed: z
      .array(calendarDay)
      .max(1000)
      .refine(distinct, 'must not name a day twice')
      .default([])
      .describe('Days on which the shop is closed, for instance holidays.'),
    specialDays: z.record(calendarDay, openingTimes.min(1)).default({}).describe('Days with hours of their own.'),
    areas,
    delivery: delivery.prefault({}),
    kitchen: kitchen
      .optional()
      .describe('How much the kitchen can cook, and how soon it answers. Absent: it has no limits, and orders wait for it.'),
    limits: limits.prefault({}),
    tips: tips.optional().describe('The tips that customers may give. Absent: none.'),
  })
  .describe('What holds for the whole shop.')

const { closed, taxRate: rate } = settings.shape

export const settingsRules: readonly Rule[] = [
  textAt('name'),
  textAt('greeting'),
  ruleOf(z.object({ taxRate: anything, delivery: z.object({ taxRate: rate.nonoptional() }) }), ({ taxRate: ofShop }, path) =>
    ofShop === undefined ? [{ path: [...path, 'delivery', 'taxRate'], message: 'needs shop.taxRate, the rate of everything else' }] : [],
  ),
  ruleOf(z.object({ closed, specialDays: z.record(z.string(), z.unknown()) }), ({ closed: days, specialDays: others }, path) =>
    days.flatMap((day, n) =>
      day in others ? [{ path: [...path, 'closed', n], message: `${day} also has hours of its own in specialDays` }] : [],
    ),
  ),
  hoursRule,
  specialDaysRule,
  kitchenRule,
  ruleOf(z.object({ tips: tips.pick({ percents: true, maximumPercent: true }).strip() }), ({ tips: { percents, maximumPercent } }, path) =>
    percents.flatMap((percent, n) =>
      percent > maximumPercent ? [{ path: [...path, 'tips', 'percents', n], message: `${percent} is more than maximumPercent` }] : [],
    ),
  ),
  amountAt('delivery', 'fee'),
  amountAt('limits', 'orderValue'),
  amountAt('limits', 'cashValue'),
  amountAt('limits', 'newAccount', 'orderValue'),
  amountAt('limits', 'newAccount', 'cashValue'),
  amountAt('tips', 'maximum'),
  ...areasRules,
]
