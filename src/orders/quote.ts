/** What an order would cost, when it would arrive and what prevents it, from a node's copy of the shop. */
import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { Money, orderQuote } from '../contract/index.ts'
import { languageOf, nameIn } from '../menu/language.ts'
import type { Shop } from '../menu/shop.ts'
import { isCovered } from '../menu/supply.ts'
import type { Chosen } from './choices.ts'
import { shownArea } from './delivery-terms.ts'
import { estimate } from './estimates.ts'
import type { Customer } from './known-customers.ts'
import { dietaryConflictsOf, type KnownLine, needsOf, usedBy } from './lines.ts'
import { obstaclesOf } from './obstacles.ts'
import { slotObstacles } from './slots.ts'
import { type QuoteInput, type WorkedOut, workOut } from './work-out.ts'

export type Quote = z.input<typeof orderQuote.data>

/** A quote, and what it was made of. */
export interface Assessment extends Quote {
  order: WorkedOut
  /** The ingredients of which there is too little, and of which no more can be brought. */
  uncovered: string[]
}

/** What the customer is told. */
export const quoteOf = ({ order, uncovered, ...quote }: Assessment): Quote => quote

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

/** Works an order out for a customer, and finds the reasons to refuse it. */
export const assess = (shop: Shop, customer: Customer, input: QuoteInput): Assessment => {
  const { store, now } = shop
  const language = languageOf(customer.locale, store.locales)
  const { hasOrdered, redeemed } = customer
  const order = workOut(shop, { hasOrdered, redeemed, usedUp: shop.usedUp }, input, language)
  const { lines, portions, bill } = order
  const needs: WorkedOut['needs'] = order.reservesLater ? new Map() : order.needs
  const { promotion, total } = bill
  const short = shortOf(shop, needs, language)
  const money = moneyIn(store.currency)
  const restockMinutes = Math.max(0, ...[...short.values()].map((each) => each.restockMinutes ?? 0))
  return {
    order,
    uncovered: [...needs].flatMap(([ingredientId, quantity]) => (isCovered(shop, ingredientId, quantity) ? [] : [ingredientId])),
    items: lines.map(({ dish, quantity, unitPrice, chosen, isOffered }) => ({
      productId: dish.id,
      name: nameIn(dish, language),
      quantity,
      unitPrice: money(unitPrice),
      total: money(unitPrice * quantity),
      ...(chosen.length > 0 && { choices: shownChoices(chosen, language, money) }),
      available: isOffered,
    })),
    subtotal: money(bill.subtotal),
    discount: money(bill.discount),
    deliveryFee: money(bill.deliveryFee),
    tip: money(bill.tip),
    total: money(total),
    taxes: bill.taxes.map(({ rate, base, tax }) => ({ rate, base: money(base), tax: money(tax) })),
    ...(promotion && { promotion: { code: promotion.promotionCode, name: nameIn(promotion, language) } }),
    ...(order.area && { area: shownArea(order.area, language) }),
    eta: estimate(store, now, order.work, input.delivery.at, restockMinutes),
    dietaryConflicts: conflictsOf(shop, lines, customer, language),
    shortages: shortagesOf(shop, lines, short, language),
    obstacles: [
      ...order.obstacles,
      ...obstaclesOf(store, customer, { paymentMethod: input.paymentMethod, portions, total }),
      ...slotObstacles(shop, order.slot),
    ],
  }
}
