/** What commands of the model-based test are made of. */
import type fc from 'fast-check'
import type * as model from './books-model.ts'
import { Refused } from './client.ts'
import type { TestGateway } from './gateway.ts'
import type { Shop } from './shop.ts'
import { until } from './until.ts'

export interface World {
  nodes: readonly [TestGateway, TestGateway]
  shop: Shop
}
export type Node = 0 | 1
export type Command = fc.AsyncCommand<model.Books, World>

export const command = (
  text: string,
  run: (books: model.Books, world: World) => Promise<void>,
  check: (books: Readonly<model.Books>) => boolean = () => true,
): Command => ({ check, run, toString: () => text })

/** The answer, or the reason of the refusal. */
export const outcome = async <Answer>(attempt: Promise<Answer>): Promise<Answer | string> => {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof Refused) return error.failure.reason ?? error.failure.code
    throw error
  }
}

export const at = <Item>(items: readonly Item[], n: number): Item => {
  const item = items[n % items.length]
  if (item === undefined) throw new Error('there is none')
  return item
}

/** The n-th order; for most n one that fits, if there is any: so that commands that are rarely possible often are. */
export const pick = (orders: readonly model.BookedOrder[], n: number, fits: (order: model.BookedOrder) => boolean): model.BookedOrder => {
  const fitting = orders.filter(fits)
  return at(n % 4 === 3 || fitting.length === 0 ? orders : fitting, n)
}

export const hasOrders = ({ orders }: Readonly<model.Books>) => orders.length > 0
export const customerOf = ({ shop }: World, order: model.BookedOrder, node: Node) => at(shop.customers, order.customer).clients[node]

/** What follows a refund depends on whether the service has answered. */
export const refundsArrive = ({ nodes }: World, { id, method }: model.Attempt) => {
  const pendingSql = "select from refunds where payment_id = $1 and status = 'pending'"
  const isSettled = async () => (await nodes[0].database.query(pendingSql, [id])).length === 0
  return method === 'cash' ? undefined : until(isSettled, 'the refund has arrived')
}
