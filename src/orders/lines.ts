/** What the lines of an order need, and what is wrong with them, from a node's copy of the shop. */
import type { DietaryRestriction } from '../contract/index.ts'
import { nameIn } from '../menu/language.ts'
import type { Dish, Need, Shop } from '../menu/shop.ts'
import { type ChoiceFault, type Chosen, choiceFaultsOf, chosenOf } from './choices.ts'

/** A line as it was asked for. */
interface AskedLine {
  productId: string
  quantity: number
  exclude?: readonly string[] | undefined
  choices?: readonly string[] | undefined
}

/** A line whose dish exists. */
export interface KnownLine {
  /** Its position in the request, from 0. */
  line: number
  dish: Dish
  quantity: number
  exclude: readonly string[]
  chosen: readonly Chosen[]
}

export const knownLinesOf = ({ dishes }: Pick<Shop, 'dishes'>, items: readonly AskedLine[]): KnownLine[] => {
  const lines: KnownLine[] = []
  for (const [line, { productId, quantity, exclude = [], choices = [] }] of items.entries()) {
    const dish = dishes.get(productId)
    if (dish) lines.push({ line, dish, quantity, exclude, chosen: chosenOf(dish, choices) })
  }
  return lines
}

/** The recipe without what the line leaves out, and the recipes of what it has chosen. */
export const usedBy = ({ dish: { recipe }, exclude, chosen }: KnownLine): readonly Need[] => {
  const kept = exclude.length === 0 ? recipe : recipe.filter(({ ingredientId }) => !exclude.includes(ingredientId))
  if (chosen.length === 0) return kept
  return [
    ...kept,
    ...chosen.flatMap(({ choice }) => choice.recipe.map(({ ingredientId, quantity }) => ({ ingredientId, quantity, removable: false }))),
  ]
}

/** How much the lines need of each ingredient. */
export const needsOf = (lines: readonly KnownLine[]): Map<string, number> => {
  const needs = new Map<string, number>()
  for (const line of lines)
    for (const { ingredientId, quantity } of usedBy(line))
      needs.set(ingredientId, (needs.get(ingredientId) ?? 0) + quantity * line.quantity)
  return needs
}

/** What is wrong with lines whenever they are ordered. */
export interface LineFaults {
  unknownProducts: { line: number; productId: string }[]
  /** What a line leaves out although it is not in the dish or cannot be left out. */
  badExclusions: { line: number; productId: string; name: string; ingredientId: string }[]
  badChoices: (Pick<ChoiceFault, 'reason' | 'choiceId'> & {
    line: number
    productId: string
    name: string
    option?: { id: string; name: string }
  })[]
}

/** `language`: of the names; absent: the shop's first one. `lines`: the known ones of the items. */
export const lineFaultsOf = (
  { dishes }: Pick<Shop, 'dishes'>,
  items: readonly AskedLine[],
  language = '',
  lines: readonly KnownLine[] = knownLinesOf({ dishes }, items),
): LineFaults => ({
  badChoices: items.flatMap(({ productId, choices = [] }, line) => {
    const dish = dishes.get(productId)
    if (!dish) return []
    return choiceFaultsOf(dish, choices).map(({ option, ...fault }) => ({
      ...fault,
      line,
      productId,
      name: nameIn(dish, language),
      ...(option && { option: { id: option.id, name: nameIn(option, language) } }),
    }))
  }),
  unknownProducts: items.flatMap(({ productId }, line) => (dishes.has(productId) ? [] : [{ line, productId }])),
  badExclusions: lines.flatMap(({ line, dish, exclude }) =>
    exclude
      .filter((id) => !dish.recipe.some(({ ingredientId, removable }) => ingredientId === id && removable))
      .map((ingredientId) => ({ line, productId: dish.id, name: nameIn(dish, language), ingredientId })),
  ),
})

export interface LineConflict extends Need {
  /** The restrictions that the ingredient conflicts with. */
  conflicts: DietaryRestriction[]
}

/** The ingredients of the line that the restrictions rule out. */
export const dietaryConflictsOf = (
  { ingredients }: Pick<Shop, 'ingredients'>,
  line: KnownLine,
  restrictions: readonly DietaryRestriction[],
): LineConflict[] => {
  if (restrictions.length === 0) return []
  return usedBy(line).flatMap((need) => {
    const conflicts = (ingredients.get(need.ingredientId)?.unfitFor ?? []).filter((each) => restrictions.includes(each))
    return conflicts.length > 0 ? [{ ...need, conflicts }] : []
  })
}
