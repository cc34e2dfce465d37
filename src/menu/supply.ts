/** How much of an ingredient orders may still take. */
import type { Shop } from './shop.ts'

export type Supply = Pick<Shop, 'levels' | 'ingredients'>

/** Whether there is only so much of the ingredient: the warehouse does not hold it, or the store cannot bring more. */
export const isLimited = ({ levels, ingredients }: Supply, ingredientId: string): boolean =>
  !levels.has(ingredientId) || (ingredients.get(ingredientId)?.restockMinutes ?? null) === null

/** How much orders may still take of a limited ingredient. */
export const leftOf = ({ levels }: Pick<Supply, 'levels'>, ingredientId: string): number =>
  Math.max(0, levels.get(ingredientId)?.covered ?? 0)

/** Whether the stock, with what the store can bring, suffices. */
export const isCovered = (supply: Supply, ingredientId: string, quantity: number): boolean =>
  !isLimited(supply, ingredientId) || leftOf(supply, ingredientId) >= quantity
