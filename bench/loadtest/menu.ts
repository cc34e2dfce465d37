import { menuList, type Product } from '../../src/contract/index.ts'
import { CannotStart } from './cannot-start.ts'
import { createLine } from './line.ts'
import type { Load } from './load.ts'

/** Every available dish that requires no choice. Throws `CannotStart` if there is none. */
export const readDishes = async (load: Load): Promise<Product[]> => {
  const guest = createLine({ load, who: 'a guest', namespace: '/guest' })
  const dishes: Product[] = []
  try {
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await guest.request(menuList, { limit: 100, ...(cursor !== undefined && { cursor }) })
      dishes.push(...page.products.filter(({ available, options }) => available && options.every(({ min }) => min === 0)))
      cursor = page.nextCursor
    }
  } finally {
    await guest.leave()
  }
  if (dishes.length === 0) throw new CannotStart('The menu has no available dish. With DEMO=1 the gateway loads a sample menu.')
  return dishes
}
