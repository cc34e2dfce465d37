/** What of the basket goes against the customer's diet or allergies, and what of that the customer accepts. Each conflict is answered for itself. */
import { computed, signal } from '@preact/signals'
import type { Restriction } from '../../language/words.ts'
import { type Line, lines } from './basket.ts'
import { type Quote, quote, quotedItems } from './quote.ts'

type Ingredient = Quote['dietaryConflicts'][number]['ingredients'][number]

export interface Conflict {
  /** The same for the same dish with the same ingredients. */
  key: string
  restriction: Restriction
  ingredients: readonly Ingredient[]
}

/** The keys of the conflicts that the customer accepts. */
export const accepted = signal<ReadonlySet<string>>(new Set())

export const accept = ({ key }: Conflict, yes: boolean): void => {
  const others = [...accepted.value].filter((other) => other !== key)
  accepted.value = new Set(yes ? [...others, key] : others)
}

interface Dish {
  productId: string
  exclude?: readonly string[]
  choices?: readonly string[]
}

/** What the conflicts of a line depend on. */
export const dishOf = ({ productId, exclude = [], choices = [] }: Dish) =>
  [productId, ...exclude.toSorted(), ...choices.toSorted()].join(' ')

/** The conflicts of the quoted dishes. A line that has changed since is another dish and has none until the next quote. */
const conflictsByDish = computed(() => {
  const conflicts = new Map<string, Conflict[]>()
  for (const { line, conflicts: restrictions, ingredients } of quote.value?.dietaryConflicts ?? []) {
    const item = quotedItems.value[line]
    if (!item) continue
    const dish = dishOf(item)
    const found = restrictions.map((restriction) => ({
      key: `${dish} ${restriction}`,
      restriction,
      ingredients: ingredients.filter(({ unfitFor }) => unfitFor?.includes(restriction)),
    }))
    conflicts.set(dish, found)
  }
  return conflicts
})

export const conflictsIn = ({ product, exclude, choices }: Line): readonly Conflict[] =>
  conflictsByDish.value.get(dishOf({ productId: product.id, exclude, choices })) ?? []

/** Those that wait for an answer. */
export const unanswered = computed(() => lines.value.flatMap(conflictsIn).filter(({ key }) => !accepted.value.has(key)))
