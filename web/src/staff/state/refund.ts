/** What a manager wants to refund, and what it comes to. The gateway works it out in the same way. */
import { signal } from '@preact/signals'
import type { Money, Refundable, RequestPayload } from '#contract'
import { minorUnitDigits } from '#currency'
import { ofPerson } from './session.ts'

export type Wish = { kind: 'items'; quantities: readonly number[]; delivery: boolean } | { kind: 'amount'; typed: string } | { kind: 'all' }

/** The order of the refund dialog. */
export const refunding = ofPerson<{ orderId: string } | { number: number } | undefined>(undefined)

/** How many refunds this page has made: lists of them are read again. */
export const made = signal(0)

export const nothing: Wish = { kind: 'items', quantities: [], delivery: false }

const sumOfItems = ({ lines, delivery }: Refundable, wish: Extract<Wish, { kind: 'items' }>): number =>
  lines.reduce(
    (sum, { quantity, amount }, line) => {
      const wanted = wish.quantities[line] ?? 0
      return wanted === 0 ? sum : sum + Math.round((amount.amount * wanted) / quantity)
    },
    wish.delivery ? delivery.amount : 0,
  )

/** The refund in minor units. An amount that is none is zero. */
export const amountOf = (left: Refundable, wish: Wish): Money => {
  const { currency } = left.most
  if (wish.kind === 'all') return left.most
  if (wish.kind === 'items') return { amount: sumOfItems(left, wish), currency }
  const typed = Number(wish.typed.replace(',', '.'))
  return { amount: Number.isFinite(typed) && typed > 0 ? Math.round(typed * 10 ** minorUnitDigits(currency)) : 0, currency }
}

type Asked = Pick<RequestPayload<'/staff', 'order:refund'>, 'lines' | 'delivery' | 'amount' | 'all'>

export const askedOf = (left: Refundable, wish: Wish): Asked => {
  if (wish.kind === 'all') return { all: true }
  if (wish.kind === 'amount') return { amount: amountOf(left, wish) }
  const lines = wish.quantities.flatMap((quantity = 0, line) => (quantity > 0 ? [{ line, quantity }] : []))
  return { ...(lines.length > 0 && { lines }), ...(wish.delivery && { delivery: true }) }
}
