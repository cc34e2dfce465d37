/** The tip of the order: one of the suggested percentages of the dishes, or an amount that the customer types. */
import { computed } from '@preact/signals'
import type { Money } from '#contract'
import { minorUnitDigits } from '#currency'
import { subtotal } from './basket.ts'
import { tipChoice, typedTip } from './checkout.ts'
import { shop } from './shop.ts'

/** `2,50` and `2.50` of a currency with cents are 250. Undefined: no such amount. */
export const parseAmount = (text: string, currency: string): number | undefined => {
  const [, whole = '', fraction = ''] = /^\s*(\d{1,9})(?:[.,](\d*))?\s*$/.exec(text) ?? []
  const digits = minorUnitDigits(currency)
  return whole === '' || fraction.length > digits ? undefined : Number(whole + fraction.padEnd(digits, '0'))
}

const shareOf = (percent: number, { amount, currency }: Money): Money => ({ amount: Math.round((amount * percent) / 100), currency })

/** The largest tip for the basket. Undefined: the shop takes none. */
export const largestTip = computed((): Money | undefined => {
  const { tips } = shop.value ?? {}
  if (!tips || !subtotal.value) return undefined
  const share = shareOf(tips.maximumPercent, subtotal.value)
  return { ...share, amount: Math.min(share.amount, tips.maximum?.amount ?? share.amount) }
})

/** What the page suggests, with its amounts. */
export const suggestedTips = computed(() => {
  const { value: dishes } = subtotal
  const most = largestTip.value?.amount ?? 0
  if (!dishes) return []
  return (shop.value?.tips?.percents ?? [])
    .map((percent) => ({ percent, tip: shareOf(percent, dishes) }))
    .filter(({ tip }) => tip.amount > 0 && tip.amount <= most)
})

/** Undefined: none, or one that cannot be given. */
const wanted = computed((): Money | undefined => {
  const { value: most } = largestTip
  if (!most) return undefined
  if (tipChoice.value === 'other') {
    const amount = typedTip.value.trim() === '' ? 0 : parseAmount(typedTip.value, most.currency)
    return amount === undefined || amount > most.amount ? undefined : { ...most, amount }
  }
  return suggestedTips.value.find(({ percent }) => percent === tipChoice.value)?.tip
})

/** What is sent. */
export const tip = computed(() => (wanted.value && wanted.value.amount > 0 ? wanted.value : undefined))

/** What was typed is no amount, or is too much. */
export const isTipWrong = computed(() => largestTip.value !== undefined && tipChoice.value === 'other' && wanted.value === undefined)
