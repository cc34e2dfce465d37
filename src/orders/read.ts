/** Reads orders as customers and the staff see them. */
import type { Order, Rating } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type OrderRow, toOrder } from './document.ts'

export interface SelectedOrder {
  order: OrderRow
  rating: Rating | null
}

const selectSql = `
  select to_json(o) as "order", (select rating_json(r) from ratings r where r.order_id = o.id) as rating
  from order_rows o`

/** Selects orders with their ratings. `rest` is the SQL after `from order_rows o`. */
export const selectOrders = (database: Queryable, rest: string, bind: readonly unknown[]): Promise<SelectedOrder[]> =>
  database.query<SelectedOrder>(`${selectSql} ${rest}`, bind)

export const toOrders = (rows: readonly SelectedOrder[]): Order[] => rows.map(({ order, rating }) => toOrder(order, rating))

/** Orders by their ids, in no particular order. */
export const ordersById = async (database: Queryable, ids: readonly string[]): Promise<Order[]> =>
  toOrders(await selectOrders(database, 'where id = any ($1)', [ids]))

/** Finds an order by its id, or by the request that placed it. An order of another customer is `order_not_found`. */
export const getOrder = async (
  database: Queryable,
  accountId: string,
  { orderId, requestId }: { orderId?: string | undefined; requestId?: string | undefined },
): Promise<Order> => {
  const where = `where account_id = $1 and ${orderId === undefined ? 'request_id' : 'id'} = $2`
  const [order] = toOrders(await selectOrders(database, where, [accountId, orderId ?? requestId]))
  if (!order) throw new AppError('order_not_found')
  return order
}
