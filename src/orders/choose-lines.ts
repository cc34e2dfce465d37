import type { Skipped } from '../contract/index.ts'
import { isLimited, leftOf } from '../menu/supply.ts'
import type { Knowledge } from './assessor.ts'
import { choiceFaultsOf } from './choices.ts'
import type { NamedItem } from './items.ts'
import { dietaryConflictsOf, type KnownLine, knownLinesOf, needsOf } from './lines.ts'
import { isOffered } from './opening-obstacles.ts'

/** What an order may still take of the ingredients that the store cannot bring. */
const createShelf = (shop: Knowledge['shop']) => {
  const taken = new Map<string, number>()
  const left = (id: string) => leftOf(shop, id) - (taken.get(id) ?? 0)
  return {
    /** Takes what a line needs; takes nothing where it does not suffice. */
    take(line: KnownLine): boolean {
      const needs = [...needsOf([line])].filter(([id]) => isLimited(shop, id))
      if (needs.some(([id, quantity]) => quantity > left(id))) return false
      for (const [id, quantity] of needs) taken.set(id, (taken.get(id) ?? 0) + quantity)
      return true
    },
  }
}

interface Terms {
  acceptDietaryConflicts?: boolean | undefined
  /** The moment of the delivery, or now. */
  at: number
  /** It takes nothing of the stock of today. */
  reservesLater: boolean
}

/** Why the line cannot be ordered, whatever the stock is. */
const obstacleOf = (
  { shop, customer }: Knowledge,
  line: KnownLine,
  { acceptDietaryConflicts, at }: Terms,
): Skipped['reason'] | undefined => {
  const { dish, exclude, chosen } = line
  if (!isOffered(shop.store, dish, at)) return 'product_unavailable'
  if (chosen.some(({ choice }) => !choice.available)) return 'choice_unavailable'
  if (dish.recipe.some(({ ingredientId, removable }) => !removable && exclude.includes(ingredientId))) return 'ingredient_not_removable'
  if (acceptDietaryConflicts !== true && dietaryConflictsOf(shop, line, customer.dietaryRestrictions).length > 0) return 'dietary_conflict'
  return undefined
}

/** Separates the lines that can be ordered now from the rest. Stock that is not enough for all lines goes to the first ones. */
export const chooseLines = (
  knowledge: Knowledge,
  lines: readonly NamedItem[],
  terms: Terms,
): { items: Omit<NamedItem, 'name'>[]; skipped: Skipped[] } => {
  const items: Omit<NamedItem, 'name'>[] = []
  const skipped: Skipped[] = []
  const shelf = createShelf(knowledge.shop)
  const isInStock = (line: KnownLine) => terms.reservesLater || shelf.take(line)
  for (const { name, productId, quantity, exclude = [], choices, note } of lines) {
    const [line] = knownLinesOf(knowledge.shop, [{ productId, quantity, exclude, choices }])
    const fault = line && choiceFaultsOf(line.dish, choices ?? [])[0]?.reason
    const obstacle = fault ?? (line ? obstacleOf(knowledge, line, terms) : 'product_not_found')
    const reason = obstacle ?? (line && isInStock(line) ? undefined : 'insufficient_stock')
    if (reason !== undefined) {
      skipped.push({ productId, name, quantity, reason })
      continue
    }
    // exclusions that are still in the dish
    const still = line?.dish.recipe.filter(({ ingredientId }) => exclude.includes(ingredientId)) ?? []
    items.push({ productId, quantity, exclude: still.map(({ ingredientId }) => ingredientId), ...(choices && { choices }), note })
  }
  return { items, skipped }
}
