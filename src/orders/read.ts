/** Reads orders as rows; `document.ts` and `staff-view.ts` show them. */
import { z } from 'zod'
import { id as idSchema, type Order, type Rating } from '../contract/index.ts'
import { decodeCursor, keyMoment } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { type Page, readPage } from '../database/page.ts'
import { AppError } from '../errors.ts'
import { toOrder, type WorkRow } from './document.ts'

export interface SelectedOrder {
  order: WorkRow
  rating: Rating | null
}

const ratingSql = '(select rating_json(r) from ratings r where r.order_id = o.id)'

/** Selects orders with their ratings. `rest` is the SQL after `from order_rows o`. */
export const selectOrders = (database: Queryable, rest: string, bind: readonly unknown[]): Promise<SelectedOrder[]> =>
  database.query<SelectedOrder>(`select to_json(o) as "order", ${ratingSql} as rating from order_rows o ${rest}`, bind)

/** The last row's moment (with microseconds) and id. */
const orderKey = z.tuple([keyMoment, idSchema])

interface OrderListing {
  /** The SQL between `from order_rows o where` and `order by`. */
  where: string
  /** A column of `order_rows` that orders the list; the id decides between equals. */
  by: 'placed_at' | 'work_begins_at'
  newestFirst: boolean
  bind: readonly unknown[]
  limit: number
  cursor: string | undefined
}

/** A page of orders. What is placed meanwhile does not shift a later page. */
export const pageOfOrders = (
  database: Queryable,
  { where, by, newestFirst, bind, limit, cursor }: OrderListing,
): Promise<Page<SelectedOrder>> => {
  const after = cursor === undefined ? [null, null] : decodeCursor(cursor, orderKey)
  const [moment, id] = [`$${bind.length + 1}::timestamptz`, `$${bind.length + 2}::uuid`]
  const direction = newestFirst ? 'desc' : 'asc'
  return readPage<SelectedOrder>(database, {
    sql: `select json_build_object('order', to_json(o), 'rating', ${ratingSql}) as item, json_build_array(o.${by}, o.id) as key
      from order_rows o where ${where} and (${moment} is null or (o.${by}, o.id) ${newestFirst ? '<' : '>'} (${moment}, ${id}))
      order by o.${by} ${direction}, o.id ${direction}`,
    bind: [...bind, ...after],
    limit,
  })
}

export const toOrders = (rows: readonly SelectedOrder[]): Order[] => rows.map(({ order, rating }) => toOrder(order, rating))

/** Orders by their ids, in no particular order. */
export const rowsById = (database: Queryable, ids: readonly string[]): Promise<SelectedOrder[]> =>
  selectOrders(database, 'where id = any ($1)', [ids])

/** An order by its id, as its customer sees it. */
export const orderById = async (database: Queryable, id: string): Promise<Order> => {
  const [order] = toOrders(await rowsById(database, [id]))
  if (!order) throw new AppError('order_not_found')
  return order
}

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
