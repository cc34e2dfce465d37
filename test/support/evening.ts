/** An evening on the board: many orders, placed through the gateway, and the pages of the staff. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Order, orderPlace, Product, StaffRole } from '../../src/contract/index.ts'
import type { Visitor } from './browser.ts'
import { type Client, connectClient } from './client.ts'
import { arrive, connectGuest, makePerson, type TestGateway } from './gateway.ts'
import { placement } from './orders.ts'

type Placement = z.input<typeof orderPlace.input>

/** A customer has at most this many open orders. */
const ordersEach = 2

/** What can be ordered now without choosing anything. */
export const dishesOf = async (gateway: TestGateway): Promise<Product[]> => {
  const guest = await connectGuest(gateway)
  const { products } = await guest.request('menu:list', { limit: 100 })
  guest.close()
  return products.filter(({ available, options }) => available && options.every(({ min }) => min === 0))
}

/** Places orders of one to four dishes. `more` gives what is special about the order of that number, from 0. */
export const placeOrders = async (
  gateway: TestGateway,
  count: number,
  more: (n: number, dish: (at: number) => Product) => Partial<Placement> = () => ({}),
): Promise<Order[]> => {
  const dishes = await dishesOf(gateway)
  const dish = (at: number) => {
    const found = dishes[at % dishes.length]
    if (!found) throw new Error('the menu is empty')
    return found
  }
  const itemsOf = (n: number) =>
    Array.from({ length: 1 + (n % 4) }, (_, line) => ({ productId: dish(4 * n + line).id, quantity: 1 + ((n + line) % 3) }))
  const orders: Order[] = []
  while (orders.length < count) {
    const { client } = await arrive(gateway)
    for (let left = Math.min(ordersEach, count - orders.length); left > 0; left -= 1) {
      const n = orders.length
      const request = placement(dish(0).id, { items: itemsOf(n), ...more(n, dish) })
      orders.push((await client.request('order:place', request)).order)
    }
    client.close()
  }
  return orders
}

const way = ['placed', 'confirmed', 'in_preparation', 'ready_for_pickup'] as const

/** Moves orders that have just been placed to that status, step by step, as a manager. */
export const moveTo = async (
  manager: Client<'/staff'>,
  orders: readonly Pick<Order, 'id'>[],
  status: (typeof way)[number],
): Promise<void> => {
  for (const { id: orderId } of orders)
    for (const to of way.slice(1, way.indexOf(status) + 1)) await manager.request('order:advance', { requestId: randomUUID(), orderId, to })
}

/** A member of staff with a connection and a page of their own. */
export const openBoardPage = async (gateway: TestGateway, { page }: Pick<Visitor, 'page'>, role: StaffRole) => {
  const person = await makePerson(gateway.database, role)
  const client = await connectClient(gateway.url, '/staff', { token: person.token })
  await page.goto('/favicon.svg')
  await page.evaluate(`localStorage.setItem('staff-token', '${person.token}')`)
  await page.goto('/staff')
  await page.locator('.board:not([aria-busy])').waitFor()
  return { ...person, client }
}
