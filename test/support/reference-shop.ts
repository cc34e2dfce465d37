/**
 * What an order comes to, written from docs/shop.md and the descriptions of the contract, and from nothing in src/orders: slow, short and
 * with another arithmetic, so that the two do not share their errors.
 */
import type { Hours } from '../../src/contract/index.ts'
import type { Promotion, Shop, Store } from '../../src/menu/shop.ts'
import type { Customer } from '../../src/orders/known-customers.ts'
import type { QuoteInput } from '../../src/orders/work-out.ts'
import { deliveryTo } from './reference-areas.ts'

type Redeemer = Pick<Customer, 'hasOrdered' | 'redeemed'>

export const nothingRedeemed: Redeemer = { hasOrdered: false, redeemed: {} }

/** Half up, of an exact fraction. */
const rounded = (numerator: number | bigint, denominator: number | bigint): number =>
  Number((2n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)))

/** The clock on the wall. */
const wallAt = (timeZone: string, moment: number) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const [date = '', time = ''] = format.format(moment).split(', ')
  return { date, minute: 60 * Number(time.slice(0, 2)) + Number(time.slice(3, 5)) }
}

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Every minute of the day and the next at which it is open because of the times of the day. */
const minutesOf = (hours: Hours | null, specialDays: Store['specialDays'], date: string): Set<number> => {
  const weekday = names[new Date(`${date}T00:00Z`).getUTCDay()] ?? 'sun'
  const times = specialDays[date] ?? (hours === null ? ['00:00-24:00'] : (hours[weekday] ?? []))
  const minutes = new Set<number>()
  for (const time of times) {
    const [from = 0, to = 0] = time.split('-').map((text) => 60 * Number(text.split(':')[0]) + Number(text.split(':')[1]))
    for (let minute = from; minute < (to <= from ? to + 1440 : to); minute += 1) minutes.add(minute)
  }
  return minutes
}

const isOpen = (hours: Hours | null, specialDays: Store['specialDays'], timeZone: string, moment: number): boolean => {
  const { date, minute } = wallAt(timeZone, moment)
  const dayBefore = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
  return minutesOf(hours, specialDays, date).has(minute) || minutesOf(hours, specialDays, dayBefore).has(minute + 1440)
}

const discountOf = ({ percent, amount, maximum }: Promotion, subtotal: number, fee: number): number => {
  if (percent === null) return amount === null ? fee : Math.min(amount, subtotal)
  return Math.min(rounded(BigInt(subtotal) * BigInt(percent), 100), maximum ?? Number.POSITIVE_INFINITY)
}

/** Every reason for which the promotion is not valid. */
const faultsOf = (
  { usedUp, now, store }: Shop,
  { hasOrdered, redeemed }: Redeemer,
  promotion: Promotion,
  subtotal: number,
  fee: number,
): string[] => {
  const { id, from, until, minimum, firstOrder, timesPerAccount } = promotion
  const { date } = wallAt(store.timeZone, now)
  const past = [
    ...(timesPerAccount !== null && (redeemed[id] ?? 0) >= timesPerAccount ? ['used_by_you'] : []),
    ...(firstOrder && hasOrdered ? ['first_order_only'] : []),
    ...(usedUp.has(id) ? ['used_up'] : []),
  ]
  return [
    ...(from !== null && date < from ? ['not_yet'] : []),
    ...(until !== null && date > until ? ['over'] : []),
    ...(discountOf(promotion, subtotal, fee) > 0 ? past : []),
    ...(minimum !== null && subtotal < minimum ? ['below_minimum'] : []),
  ]
}

/** The lines whose dish exists, each with its price, and the reasons to refuse lines. */
const linesOf = ({ dishes, store }: Shop, { items }: QuoteInput, at: number) => {
  const reasons = new Set<string>()
  const lines = items.flatMap(({ productId, quantity, choices = [], exclude = [] }) => {
    const dish = dishes.get(productId)
    if (!dish) reasons.add('product_not_found')
    if (!dish) return []
    const offered = dish.options.flatMap((option) => option.choices)
    if (choices.some((id) => !offered.some((choice) => choice.id === id))) reasons.add('choice_not_possible')
    for (const option of dish.options) {
      const taken = option.choices.filter(({ id }) => choices.includes(id)).length
      if (taken > option.max) reasons.add('choice_not_possible')
      if (taken < option.min) reasons.add('choice_required')
    }
    if (exclude.some((id) => !dish.recipe.some((need) => need.ingredientId === id && need.removable)))
      reasons.add('ingredient_not_removable')
    if (offered.some(({ id, available }) => choices.includes(id) && !available)) reasons.add('choice_unavailable')
    const available = dish.available && (dish.hours === null || isOpen(dish.hours, {}, store.timeZone, at))
    if (!available) reasons.add('product_unavailable')
    const unitPrice = offered.filter(({ id }) => choices.includes(id)).reduce((sum, { price }) => sum + price, dish.price)
    return [{ unitPrice, total: unitPrice * quantity, available, taxRate: dish.taxRate }]
  })
  return { lines, reasons }
}

export interface Reference {
  lines: readonly { unitPrice: number; total: number; available: boolean; taxRate: number | null }[]
  subtotal: number
  discount: number
  fee: number
  /** The code of the area in which it is delivered. */
  area: string | undefined
  tip: number
  mostTip: number
  total: number
  /** Every reason to refuse the order. */
  reasons: ReadonlySet<string>
  /** Every reason for which the promotion is not valid. */
  promotionFaults: readonly string[]
  /** What is paid at each rate: the exact share, which rounding changes by less than a unit. Undefined: no taxes are shown. */
  paid: ReadonlyMap<number, number> | undefined
}

/** The tax in an amount that includes it. A rate has at most three decimals. */
export const taxIn = (amount: number, rate: number): number =>
  rounded(BigInt(amount) * BigInt(Math.round(rate * 1000)), 100_000 + Math.round(rate * 1000))

export const referenceOf = (shop: Shop, customer: Redeemer, input: QuoteInput): Reference => {
  const { store, now } = shop
  const at = input.delivery.at === undefined ? now : Date.parse(input.delivery.at)
  const { lines, reasons } = linesOf(shop, input, at)
  const subtotal = lines.reduce((sum, { total }) => sum + total, 0)
  const { fee, area, reasons: ofPlace } = deliveryTo(store, input.delivery.location, subtotal)
  for (const reason of ofPlace) reasons.add(reason)
  if (at < now || at > now + 14 * 86_400_000) reasons.add('delivery_time_not_possible')
  if (!isOpen(store.hours, store.specialDays, store.timeZone, at)) reasons.add('store_closed')
  else if (store.paused && (store.paused.until === undefined || at < Date.parse(store.paused.until))) reasons.add('store_paused')

  const promotion = shop.promotions.get(input.promotionCode ?? '')
  const unknown = input.promotionCode !== undefined && !promotion ? ['unknown'] : []
  const promotionFaults = promotion ? faultsOf(shop, customer, promotion, subtotal, fee) : unknown
  if (promotionFaults.length > 0) reasons.add('promotion_not_valid')
  const isValid = promotion && promotionFaults.length === 0
  const discount = isValid ? discountOf(promotion, subtotal, fee) : 0

  const share = store.tips ? rounded(BigInt(subtotal) * BigInt(store.tips.maximumPercent), 100) : 0
  const mostTip = Math.min(share, store.tips?.maximum ?? share)
  const isTipped = input.tip && input.tip.currency === store.currency && input.tip.amount <= mostTip
  if (input.tip && !isTipped) reasons.add('tip_too_large')
  const tip = isTipped ? (input.tip?.amount ?? 0) : 0

  const { deliveryTaxRate } = store
  const isOffDelivery = isValid && promotion.percent === null && promotion.amount === null
  const paid = new Map<number, number>()
  if (deliveryTaxRate !== null) {
    const left = subtotal === 0 || isOffDelivery ? 1 : (subtotal - discount) / subtotal
    for (const { taxRate, total } of lines) paid.set(taxRate ?? deliveryTaxRate, (paid.get(taxRate ?? deliveryTaxRate) ?? 0) + total * left)
    paid.set(deliveryTaxRate, (paid.get(deliveryTaxRate) ?? 0) + fee - (isOffDelivery ? discount : 0))
  }
  const total = subtotal - discount + fee + tip
  return {
    lines,
    subtotal,
    discount,
    fee,
    area,
    tip,
    mostTip,
    total,
    reasons,
    promotionFaults,
    paid: deliveryTaxRate === null ? undefined : paid,
  }
}
