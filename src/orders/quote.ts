/** What an order would cost, when it would arrive and what prevents it: the rules of `place_orders`, from a node's copy of the shop. */
import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { Money, orderQuote } from '../contract/index.ts'
import { languageOf, nameIn } from '../menu/language.ts'
import type { Shop } from '../menu/shop.ts'
import { billOf, unitPriceOf } from './bill.ts'
import { type Chosen, prepMinutesOf } from './choices.ts'
import { deliveryTimePossible, estimate } from './estimates.ts'
import type { Customer } from './known-customers.ts'
import { dietaryConflictsOf, isCovered, type KnownLine, knownLinesOf, type LineFaults, lineFaultsOf, needsOf, usedBy } from './lines.ts'
import { obstaclesOf } from './obstacles.ts'
import { isOffered, openingObstacles } from './opening-obstacles.ts'
import { promotionObstacles } from './promotions.ts'

export type Quote = z.input<typeof orderQuote.data>
export type QuoteInput = Pick<z.output<typeof orderQuote.input>, 'items' | 'delivery' | 'paymentMethod'> & {
  tip?: Money | undefined
  promotionCode?: string | undefined
}
export type Item = QuoteInput['items'][number]

/** A quote with the reasons for which the order is not possible at all. */
export interface Assessment extends Quote, LineFaults {
  deliveryTimePossible: boolean
  /** The ingredients of which there is too little, and of which no more can be brought. */
  uncovered: string[]
  /** The largest tip that the shop takes for this order, where the tip is larger or in another currency. */
  tooLargeTip: Money | undefined
  /** The promotion that the order redeems. One that takes nothing off is not redeemed. */
  redeems: string | undefined
}

/** What the customer is told. */
export const quoteOf = ({
  unknownProducts,
  badExclusions,
  badChoices,
  deliveryTimePossible,
  uncovered,
  tooLargeTip,
  redeems,
  ...quote
}: Assessment): Quote => quote

/** What there is too little of in the warehouse. */
type Short = Map<string, { name: string; free: number; covered: number; restockMinutes: number | null }>

const shortOf = ({ levels, ingredients }: Shop, needs: ReadonlyMap<string, number>, language: string): Short => {
  const short: Short = new Map()
  for (const [ingredientId, quantity] of needs) {
    const { free, covered } = levels.get(ingredientId) ?? { free: 0, covered: 0 }
    if (free >= quantity) continue
    const ingredient = ingredients.get(ingredientId)
    const restockMinutes = ingredient?.restockMinutes ?? null
    const name = ingredient ? nameIn(ingredient, language) : ''
    short.set(ingredientId, { name, free: Math.max(0, free), covered: Math.max(0, covered), restockMinutes })
  }
  return short
}

const shortagesOf = ({ compareNames }: Shop, lines: readonly KnownLine[], short: Short, language: string): Quote['shortages'] =>
  lines.flatMap((line) =>
    [...needsOf([{ ...line, quantity: 1 }])]
      .flatMap(([ingredientId, quantity]) => {
        const found = short.get(ingredientId)
        if (!found) return []
        const { name, free, covered, restockMinutes } = found
        const possible = Math.floor((restockMinutes === null ? covered : free) / quantity)
        return [
          {
            line: line.line,
            productId: line.dish.id,
            name: nameIn(line.dish, language),
            ingredient: { id: ingredientId, name },
            possible,
            removable: usedBy(line).every((need) => need.ingredientId !== ingredientId || need.removable),
            ...(restockMinutes !== null && { restockMinutes }),
          },
        ]
      })
      .sort((a, b) => compareNames(a.ingredient.name, b.ingredient.name)),
  )

const conflictsOf = (
  shop: Shop,
  lines: readonly KnownLine[],
  { dietaryRestrictions }: Customer,
  language: string,
): Quote['dietaryConflicts'] =>
  lines.flatMap((line) => {
    const found = dietaryConflictsOf(shop, line, dietaryRestrictions)
    if (found.length === 0) return []
    const conflicts = [...new Set(found.flatMap((each) => each.conflicts))].sort()
    const named = found.map(({ ingredientId: id, removable }) => {
      const ingredient = shop.ingredients.get(id)
      return { id, name: ingredient ? nameIn(ingredient, language) : '', removable, unfitFor: [...(ingredient?.unfitFor ?? [])] }
    })
    return [{ line: line.line, productId: line.dish.id, name: nameIn(line.dish, language), conflicts, ingredients: named }]
  })

const shownChoices = (chosen: readonly Chosen[], language: string, money: (amount: number) => Money) =>
  chosen.map(({ option, choice }) => ({
    id: choice.id,
    optionId: option.id,
    option: nameIn(option, language),
    name: nameIn(choice, language),
    price: money(choice.price),
  }))

/** Prices an order and finds the reasons to refuse it. */
export const assess = (shop: Shop, customer: Customer, input: QuoteInput): Assessment => {
  const { items, delivery, paymentMethod } = input
  const { store, now } = shop
  const language = languageOf(customer.locale, store.locales)
  const deliverAt = delivery.at === undefined ? now : Date.parse(delivery.at)
  const lines = knownLinesOf(shop, items)
  const needs = needsOf(lines)
  const short = shortOf(shop, needs, language)
  const money = moneyIn(store.currency)
  const bill = billOf(shop, customer, { ...input, lines })
  const { promotion, total } = bill
  const portions = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const longestDish = Math.max(0, ...lines.map(({ dish, chosen }) => dish.prepMinutes + prepMinutesOf(chosen)))
  const restockMinutes = Math.max(0, ...[...short.values()].map((each) => each.restockMinutes ?? 0))
  return {
    ...lineFaultsOf(shop, items, language),
    deliveryTimePossible: deliveryTimePossible(now, delivery.at),
    uncovered: [...needs].flatMap(([ingredientId, quantity]) => (isCovered(shop, ingredientId, quantity) ? [] : [ingredientId])),
    items: lines.map((line) => ({
      productId: line.dish.id,
      name: nameIn(line.dish, language),
      quantity: line.quantity,
      unitPrice: money(unitPriceOf(line)),
      total: money(unitPriceOf(line) * line.quantity),
      ...(line.chosen.length > 0 && { choices: shownChoices(line.chosen, language, money) }),
      available: isOffered(store, line.dish, deliverAt),
    })),
    subtotal: money(bill.subtotal),
    discount: money(bill.discount),
    deliveryFee: money(bill.deliveryFee),
    tip: money(bill.tip),
    total: money(total),
    taxes: bill.taxes.map(({ rate, base, tax }) => ({ rate, base: money(base), tax: money(tax) })),
    ...(promotion && { promotion: { code: promotion.promotionCode, name: nameIn(promotion, language) } }),
    redeems: bill.discount > 0 ? promotion?.id : undefined,
    tooLargeTip: bill.tooLargeTip,
    eta: estimate(store, now, { longestDish, portions, restockMinutes }, delivery),
    dietaryConflicts: conflictsOf(shop, lines, customer, language),
    shortages: shortagesOf(shop, lines, short, language),
    obstacles: [
      ...openingObstacles(store, deliverAt),
      ...promotionObstacles(store, bill.badPromotion),
      ...obstaclesOf(store, customer, { paymentMethod, portions, total }),
    ],
  }
}
