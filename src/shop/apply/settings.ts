import type { Queryable } from '../../database/database.ts'
import { amountOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { applySeller } from './seller.ts'
import { firstText, translationsOf } from './texts.ts'

type Limits = ShopFile['shop']['limits']

const limitsOf = ({ newAccount, ...known }: Limits, currency: string) => {
  const minor = ({ orderValue, cashValue, ...counts }: Omit<Limits, 'newAccount'>) => ({
    ...counts,
    ...(orderValue !== undefined && { orderValue: amountOf(orderValue, currency) }),
    ...(cashValue !== undefined && { cashValue: amountOf(cashValue, currency) }),
  })
  return { ...minor(known), ...(newAccount && { newAccount: minor(newAccount) }) }
}

const columns = [
  'name',
  'kind',
  'greeting',
  'translations',
  'currency',
  'time_zone',
  'locales',
  'diets',
  'lat',
  'lng',
  'delivery_fee',
  'delivers_elsewhere',
  'delivers_within_km',
  'delivery_base_minutes',
  'delivery_minutes_per_km',
  'default_distance_km',
  'early_minutes',
  'late_minutes',
  'delivery_pin',
  'door_minutes',
  'limits',
  'tax_rate',
  'delivery_tax_rate',
  'hours',
  'special_days',
  'parallel_dishes',
  'orders_per_quarter_hour',
  'confirm_within_minutes',
  'reject_after_minutes',
  'answer_within_minutes',
  'tips',
  'country',
]
const given = columns.map((column) => `g.${column}`).join(', ')

/** Writes the row of `store`. */
export const applySettings = async (database: Queryable, { shop }: ShopFile): Promise<void> => {
  const {
    name,
    kind,
    greeting,
    currency,
    timeZone,
    location,
    locales,
    diets,
    delivery,
    limits,
    tips,
    hours = null,
    closed,
    specialDays,
    kitchen,
    taxRate,
    country,
  } = shop
  await database.query(
    `insert into store as s (only_row, ${columns.join(', ')})
     select true, ${given} from jsonb_populate_record(null::store, $1::jsonb) g
     on conflict (only_row) do update set (${columns.join(', ')}) = row(${columns.map((column) => `excluded.${column}`).join(', ')})`,
    [
      JSON.stringify({
        name: firstText(name, locales),
        kind,
        greeting: greeting && firstText(greeting, locales),
        translations: translationsOf({ name, ...(greeting && { greeting }) }, locales),
        currency,
        time_zone: timeZone,
        locales,
        diets,
        ...location,
        delivery_fee: amountOf(delivery.fee, currency),
        delivers_elsewhere: delivery.elsewhere,
        delivers_within_km: delivery.withinKm,
        delivery_base_minutes: delivery.baseMinutes,
        delivery_minutes_per_km: delivery.minutesPerKm,
        default_distance_km: delivery.usualKm,
        early_minutes: delivery.earlyMinutes,
        late_minutes: delivery.lateMinutes,
        delivery_pin: delivery.pin,
        door_minutes: delivery.doorMinutes,
        limits: limitsOf(limits, currency),
        tax_rate: taxRate,
        delivery_tax_rate: delivery.taxRate,
        tips: tips ? { ...tips, maximum: tips.maximum && amountOf(tips.maximum, currency) } : null,
        hours,
        special_days: { ...specialDays, ...Object.fromEntries(closed.map((day) => [day, []])) },
        parallel_dishes: kitchen?.parallelDishes,
        orders_per_quarter_hour: kitchen?.ordersPerQuarterHour,
        confirm_within_minutes: kitchen?.confirmWithinMinutes,
        reject_after_minutes: kitchen?.rejectAfterMinutes,
        answer_within_minutes: kitchen?.answerWithinMinutes,
        country,
      }),
    ],
  )
  await applySeller(database, shop.seller)
}
