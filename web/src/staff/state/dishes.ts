/** The dishes of the menu, and the names of their ingredients. */
import { signal } from '@preact/signals'
import type { Product } from '#contract'
import { guest } from './session.ts'

export const dishes = signal<readonly Product[]>([])

const load = async () => {
  const found: Product[] = []
  let cursor: string | undefined
  do {
    const page = await guest.request('menu:list', { limit: 100, ...(cursor !== undefined && { cursor }) })
    found.push(...page.products)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  dishes.value = found
}

export const setAvailable = (productId: string, available: boolean): void => {
  dishes.value = dishes.value.map((dish) => (dish.id === productId ? { ...dish, available } : dish))
}

export const ingredientNames = (productId: string, ids: readonly string[]): string[] =>
  dishes.value.find(({ id }) => id === productId)?.ingredients.flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])) ?? []

export const followDishes = (): void => {
  guest.on('stale', () => void load().catch(() => undefined))
  guest.on('menu:availability_changed', ({ productId, available }) => setAvailable(productId, available))
}
