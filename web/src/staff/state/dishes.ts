/** The dishes of the menu, the names of their ingredients, and the categories. */
import { computed, signal } from '@preact/signals'
import type { Category, Product } from '#contract'
import { guest } from './session.ts'

export const dishes = signal<readonly Product[]>([])
/** In the order of the menu. */
export const categories = signal<readonly Category[]>([])

let newestLoad = 0

/** A load that began later replaces this one. */
const load = async () => {
  newestLoad += 1
  const thisLoad = newestLoad
  const found: Product[] = []
  for await (const page of guest.pages('menu:list', { limit: 100 })) {
    if (thisLoad !== newestLoad) return
    found.push(...page.products)
    categories.value = page.categories
  }
  dishes.value = found
}

export const setAvailable = (productId: string, available: boolean): void => {
  dishes.value = dishes.value.map((dish) => (dish.id === productId ? { ...dish, available } : dish))
}

/** A choice is switched off by the kitchen, or lacks an ingredient. */
export const setChoiceAvailable = (choiceId: string, available: boolean): void => {
  dishes.value = dishes.value.map((dish) => ({
    ...dish,
    options: dish.options.map((option) => ({
      ...option,
      choices: option.choices.map((choice) => (choice.id === choiceId ? { ...choice, available } : choice)),
    })),
  }))
}

const byId = computed(() => new Map(dishes.value.map((dish) => [dish.id, dish])))

export const dishWith = (productId: string): Product | undefined => byId.value.get(productId)

export const ingredientNames = (productId: string, ids: readonly string[]): string[] =>
  byId.value.get(productId)?.ingredients.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])) ?? []

export const followDishes = (): void => {
  const reload = () => void load().catch(() => undefined)
  // the guest's connection may be ready before the page's language is
  if (guest.state().status === 'ready') reload()
  guest.on('stale', reload)
  guest.on('menu:changed', reload)
  guest.on('menu:availability_changed', ({ productId, available }) => setAvailable(productId, available))
}
