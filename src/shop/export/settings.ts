import type { Queryable } from '../../database/database.ts'
import { decimalOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import type { Kitchen } from '../schema/kitchen.ts'
import { type AreaRow, areasJson, exportAreas } from './areas.ts'
import { type Translations, textOf } from './texts.ts'

interface Limits {
  openOrders?: number | null
  unpaidOrders?: number | null
  portions?: number | null
  orderValue?: number | null
  cashValue?: number | null
}

interface Row {
  name: string
  kind: ShopFile['shop']['kind']
  greeting: string | null
  translations: Translations
  currency: string
  time_zone: string
  locales: string[]
  diets: ShopFile['shop']['diets']
  lat: number
  lng: number
  delivery_fee: number
  delivers_elsewhere: boolean
  delivers_within_km: number | null
  delivery_base_minutes: number
  delivery_minutes_per_km: number
  default_distance_km: number
  early_minutes: number
  late_minutes: number
  delivery_pin: boolean
  door_minutes: number
  hours: ShopFile['shop']['hours'] | null
  special_days: Record<string, string[]>
  tax_rate: number | null
  delivery_tax_rate: number | null
  seller: ShopFile['shop']['seller'] | null
  limits: Limits & { newAccount?: Limits | null }
  parallel_dishes: number | null
  orders_per_quarter_hour: number | null
  confirm_within_minutes: number | null
  reject_after_minutes: number | null
  answer_within_minutes: number | null
  country: string | null
  tips: { percents: number[]; maximumPercent: number; maximum?: number } | null
}

const limitsOf = ({ openOrders, unpaidOrders, portions, orderValue, cashValue }: Limits, currency: string) => ({
  ...(typeof openOrders === 'number' && { openOrders }),
  ...(typeof unpaidOrders === 'number' && { unpaidOrders }),
  ...(typeof portions === 'number' && { portions }),
  ...(typeof orderValue === 'number' && { orderValue: decimalOf(orderValue, currency) }),
  ...(typeof cashValue === 'number' && { cashValue: decimalOf(cashValue, currency) }),
})

const kitchenOf = (row: Row): { kitchen?: Kitchen } => {
  const { parallel_dishes: parallelDishes, confirm_within_minutes: confirmWithinMinutes, reject_after_minutes: rejectAfterMinutes } = row
  if (parallelDishes === null || confirmWithinMinutes === null || rejectAfterMinutes === null) return {}
  const { orders_per_quarter_hour: limit, answer_within_minutes: answerWithinMinutes } = row
  return {
    kitchen: {
      parallelDishes,
      ...(limit !== null && { ordersPerQuarterHour: limit }),
      confirmWithinMinutes,
      rejectAfterMinutes,
      ...(answerWithinMinutes !== null && { answerWithinMinutes }),
    },
  }
}

const tipsOf = ({ percents, maximumPercent, maximum }: NonNullable<Row['tips']>, currency: string) => ({
  percents,
  maximumPercent,
  ...(maximum !== undefined && { maximum: decimalOf(maximum, currency) }),
})

/** Undefined while there is no shop. */
export const exportSettings = async (database: Queryable): Promise<ShopFile['shop'] | undefined> => {
  const [found] = await database.query<{ row: Row; areas: AreaRow[] }>(
    `select to_jsonb(s) || jsonb_build_object('seller', seller_at('infinity')) as row, ${areasJson} as areas from store s`,
  )
  if (!found) return undefined
  const { row } = found
  const { name, kind, greeting, translations, currency, locales, limits, tips, hours, special_days: days } = row
  return {
    name: textOf(name, translations.name, locales),
    kind,
    ...(greeting !== null && { greeting: textOf(greeting, translations.greeting, locales) }),
    currency,
    ...(row.seller && { seller: row.seller }),
    ...(row.tax_rate !== null && { taxRate: String(row.tax_rate) }),
    ...(row.country !== null && { country: row.country }),
    timeZone: row.time_zone,
    location: { lat: row.lat, lng: row.lng },
    locales,
    diets: row.diets,
    ...(hours && { hours }),
    closed: Object.keys(days).filter((day) => days[day]?.length === 0),
    specialDays: Object.fromEntries(Object.entries(days).filter(([, times]) => times.length > 0)),
    areas: exportAreas(found.areas, { locales, currency }),
    delivery: {
      fee: decimalOf(row.delivery_fee, currency),
      ...(row.delivery_tax_rate !== null && { taxRate: String(row.delivery_tax_rate) }),
      elsewhere: row.delivers_elsewhere,
      ...(row.delivers_within_km !== null && { withinKm: row.delivers_within_km }),
      baseMinutes: row.delivery_base_minutes,
      minutesPerKm: row.delivery_minutes_per_km,
      usualKm: row.default_distance_km,
      earlyMinutes: row.early_minutes,
      lateMinutes: row.late_minutes,
      pin: row.delivery_pin,
      doorMinutes: row.door_minutes,
    },
    ...kitchenOf(row),
    ...(tips && { tips: tipsOf(tips, currency) }),
    limits: { ...limitsOf(limits, currency), ...(limits.newAccount && { newAccount: limitsOf(limits.newAccount, currency) }) },
  }
}
