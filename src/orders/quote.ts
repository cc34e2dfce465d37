import type { z } from 'zod'
import type { orderQuote } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'

type Quote = z.input<typeof orderQuote.data>
export type QuoteInput = Pick<z.output<typeof orderQuote.input>, 'items' | 'delivery' | 'paymentMethod'>
export type Item = QuoteInput['items'][number]

type LimitReason = Quote['obstacles'][number]['reason']

/** Why `place_orders` refused an order. */
export type Refusal =
  | 'product_not_found'
  | 'ingredient_not_removable'
  | 'delivery_time_not_possible'
  | 'product_unavailable'
  | 'dietary_conflict'
  | 'insufficient_stock'
  | LimitReason

/** A quote with the reasons for which the order is not possible at all. */
export interface Assessment extends Quote {
  unknownProducts: { line: number; productId: string }[]
  badExclusions: { line: number; productId: string; ingredientId: string }[]
  deliveryTimePossible: boolean
}

/** Prices an order and finds the reasons to refuse it, without changing anything. */
export const assess = async (
  database: Queryable,
  accountId: string,
  { items, delivery = {}, paymentMethod }: Pick<QuoteInput, 'items'> & { delivery?: object; paymentMethod?: QuoteInput['paymentMethod'] },
): Promise<Assessment> => {
  const [row] = await database.query<{ quote: Assessment }>('select quote_order($1, $2, $3, $4) as quote', [
    accountId,
    JSON.stringify(items),
    JSON.stringify(delivery),
    paymentMethod,
  ])
  if (!row) throw new Error('the store has no row')
  return row.quote
}

export const unknownProduct = ({ unknownProducts: [first] }: Assessment) =>
  first &&
  new AppError('product_not_found', {
    message: `items[${first.line}].productId: this dish does not exist.`,
    details: { field: `items[${first.line}].productId`, productId: first.productId },
  })

export const badExclusion = ({ badExclusions, items }: Assessment) => {
  const [first] = badExclusions
  const dish = items.find(({ productId }) => productId === first?.productId)
  return (
    first &&
    new AppError('ingredient_not_removable', {
      message: `items[${first.line}].exclude: this ingredient cannot be removed from ${dish?.name ?? 'the dish'}.`,
      details: { field: `items[${first.line}].exclude`, productId: first.productId, ingredientId: first.ingredientId },
    })
  )
}

export const badTime = ({ deliveryTimePossible }: Assessment) =>
  deliveryTimePossible ? undefined : new AppError('delivery_time_not_possible', { details: { field: 'delivery.at' } })

/** The error that tells the customer how to correct a refused order. */
export const explainRefusal = async (database: Queryable, accountId: string, input: QuoteInput, refusal: Refusal): Promise<AppError> => {
  const row = await assess(database, accountId, input)
  const names = (dishes: { name: string }[]) => [...new Set(dishes.map(({ name }) => name))].join(', ')
  switch (refusal) {
    case 'product_not_found':
      return unknownProduct(row) ?? new AppError(refusal)
    case 'ingredient_not_removable':
      return badExclusion(row) ?? new AppError(refusal)
    case 'delivery_time_not_possible':
      return badTime(row) ?? new AppError(refusal)
    case 'product_unavailable': {
      const products = row.items.filter(({ available }) => !available).map(({ productId, name }) => ({ productId, name }))
      return new AppError(refusal, { message: `items: not available right now: ${names(products)}.`, details: { products } })
    }
    case 'dietary_conflict': {
      const message = `items: these conflict with your dietary restrictions: ${names(row.dietaryConflicts)}. Exclude the ingredients, or set acceptDietaryConflicts.`
      return new AppError(refusal, { message, details: { dietaryConflicts: row.dietaryConflicts } })
    }
    case 'customer_blocked':
    case 'too_many_open_orders':
    case 'order_too_large':
      return new AppError(refusal, { details: row.obstacles[0]?.details })
    case 'insufficient_stock': {
      const shortages = row.shortages.filter(({ restockMinutes }) => restockMinutes === undefined)
      const short = shortages.map(({ name, ingredient, possible }) => `${name} (${ingredient.name}: enough for ${possible})`)
      return new AppError(refusal, { message: `items: not enough in stock for ${short.join(', ')}.`, details: { shortages } })
    }
  }
}
