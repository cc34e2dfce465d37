/** What stands in the way of the order, and beside which field it is said. Conflicts with the customer's diet are in conflicts.ts. */
import { computed } from '@preact/signals'
import { RequestError } from '#client'
import { explain } from '../../language/failure.ts'
import { calendarDate, dateTime, money, t } from '../../language/page-language.ts'
import { now } from '../../ui/now.ts'
import { type Line, lines } from './basket.ts'
import { at, isLater, isTimeMissing } from './checkout.ts'
import { dishOf, unanswered } from './conflicts.ts'
import { type Quote, quote, quotedItems, quoteFailure, shownQuote } from './quote.ts'
import { slots } from './slots.ts'
import { isTipWrong } from './tip.ts'
import { minimumObstacle, placeObstacle } from './where.ts'

type Shortage = Quote['shortages'][number]

type SoldOutChoice = NonNullable<Quote['obstacles'][number]['details']['choices']>[number]

export interface LineObstacles {
  /** It cannot be ordered at all, or not for this time. */
  missing?: 'gone' | 'soldOut' | 'notNow'
  /** An ingredient that can no longer be left out. */
  fixed?: string
  soldOutChoices: readonly SoldOutChoice[]
  shortages: readonly Shortage[]
}

const refusal = computed(() => (quoteFailure.value instanceof RequestError ? quoteFailure.value.failure : undefined))

/** The text that the failure has under this name. */
const detail = (name: string): string | undefined => {
  const details = refusal.value?.details
  if (typeof details !== 'object' || details === null) return undefined
  const value: unknown = Object.entries(details).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : undefined
}

const isAbout = (reason: string, { product }: Line) => refusal.value?.reason === reason && detail('productId') === product.id

/** Whether the quoted line is still that of the basket. */
const isLine = ({ product, exclude, choices }: Line, line: number) => {
  const quoted = quotedItems.value[line]
  return quoted !== undefined && dishOf(quoted) === dishOf({ productId: product.id, exclude, choices })
}

/** Whether the shortage is still that of the line. A smaller quantity than the quoted one may end it before the next quote. */
const isShort = (of: Line, { line, possible }: Shortage) =>
  isLine(of, line) && (of.quantity === quotedItems.value[line]?.quantity || of.quantity > possible)

const soldOutChoicesOf = (of: Line): readonly SoldOutChoice[] =>
  quote.value?.obstacles.flatMap(({ details: { choices = [] } }) => choices.filter(({ line }) => isLine(of, line))) ?? []

export const obstaclesOf = (line: Line): LineObstacles => {
  const quoted = quote.value
  const { product } = line
  if (isAbout('product_not_found', line)) return { missing: 'gone', soldOutChoices: [], shortages: [] }
  const isSoldOut = quoted?.items.some(({ productId, available }) => productId === product.id && !available)
  const fixed = detail('ingredientId')
  const isFixed = fixed !== undefined && line.exclude.includes(fixed) && isAbout('ingredient_not_removable', line)
  return {
    ...(isSoldOut && { missing: product.available && product.hours ? 'notNow' : 'soldOut' }),
    ...(isFixed && { fixed }),
    soldOutChoices: soldOutChoicesOf(line),
    shortages: (quoted?.shortages ?? []).filter((shortage) => isShort(line, shortage)),
  }
}

/** Without the ingredient, or with less of the dish, it could be ordered. */
export const isFinal = ({ restockMinutes }: Shortage): boolean => restockMinutes === undefined

const isBlocked = ({ missing, fixed, soldOutChoices, shortages }: LineObstacles) =>
  missing !== undefined || fixed !== undefined || soldOutChoices.length > 0 || shortages.some(isFinal)

const isAboutTime = (reason: string) => ['store_closed', 'store_paused', 'slot_full'].includes(reason)

const limits: readonly string[] = ['customer_blocked', 'too_many_open_orders', 'order_too_large']

const limit = computed(() => quote.value?.obstacles.find(({ reason }) => limits.includes(reason)))

/** Why the promotion code is not valid. Nothing while another code is being looked up. */
export const promotionObstacle = computed((): string | undefined => {
  const { details } = shownQuote.value?.obstacles.find(({ reason }) => reason === 'promotion_not_valid') ?? {}
  if (!details?.why) return undefined
  const { not_yet, below_minimum, ...texts } = t().promotion.why
  if (details.why === 'not_yet') return not_yet(details.from ? calendarDate(details.from) : '')
  if (details.why === 'below_minimum') return below_minimum(details.minimum ? money(details.minimum) : '')
  return texts[details.why]
})

const timeRefusal = computed(() => quote.value?.obstacles.find(({ reason }) => isAboutTime(reason)))

/** The next time that can be had. */
export const nextTime = computed(() => timeRefusal.value?.details.next?.from)

/** The shop does not deliver at the time that the customer wants. */
const closed = computed((): string | undefined => {
  const { reason, details } = timeRefusal.value ?? {}
  if (reason === 'slot_full') return isLater.value ? t().basket.timeFull : t().basket.nowFull
  if (reason === 'store_closed') return t().shop.closedThen(details?.opensAt && dateTime(details.opensAt))
  if (reason === 'store_paused')
    return [t().shop.paused(details?.until && dateTime(details.until)), details?.message].filter(Boolean).join(' ')
  return undefined
})

const exceeds = (size: number | undefined, most: number | undefined) => size !== undefined && most !== undefined && size > most

/** A limit that another basket or a later order would keep. */
export const basketObstacle = computed((): string | undefined => {
  if (!limit.value) return undefined
  const { reason, details } = limit.value
  const { allowed } = details
  const texts = t().basket.limit
  if (reason === 'customer_blocked') return texts.blocked
  if (reason === 'too_many_open_orders') {
    const { openOrders: most } = allowed ?? {}
    return most !== undefined && (details.openOrders ?? 0) >= most ? texts.openOrders(most) : undefined
  }
  if (allowed?.portions !== undefined && exceeds(details.portions, allowed.portions)) return texts.portions(allowed.portions)
  if (allowed?.orderValue && exceeds(details.total?.amount, allowed.orderValue.amount)) return texts.orderValue(money(allowed.orderValue))
  return undefined
})

/** A limit that another way to pay would keep. */
export const paymentObstacle = computed((): string | undefined => {
  if (!limit.value || basketObstacle.value !== undefined) return undefined
  const { reason, details } = limit.value
  const { cashValue } = details.allowed ?? {}
  if (reason === 'too_many_open_orders') return t().basket.limit.unpaidOrders
  return cashValue && t().basket.limit.cashValue(money(cashValue))
})

export const timeObstacle = computed((): string | undefined => {
  if (isTimeMissing.value) return slots.value && t().basket.noTimes
  if (isLater.value && Date.parse(at.value) < now.value) return t().basket.timePassed
  return refusal.value?.reason === 'delivery_time_not_possible' ? explain(quoteFailure.value) : closed.value
})

const saidAtAField = ['delivery_time_not_possible', 'product_not_found', 'ingredient_not_removable']

/** A refusal that no field is to blame for. A lost connection is said at the top of the page. */
export const otherObstacle = computed(() =>
  refusal.value && !refusal.value.retryable && !saidAtAField.includes(refusal.value.reason ?? '') ? explain(quoteFailure.value) : undefined,
)

/** How many things the customer has to settle before the order. */
export const openPoints = computed(
  () =>
    lines.value.filter((line) => isBlocked(obstaclesOf(line))).length +
    unanswered.value.length +
    [placeObstacle, minimumObstacle, basketObstacle, paymentObstacle, timeObstacle, promotionObstacle, otherObstacle].filter(
      ({ value }) => value !== undefined,
    ).length +
    Number(isTipWrong.value),
)
