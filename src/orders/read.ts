/** Reads orders as rows; `document.ts` and `staff-view.ts` show them. */
import { z } from 'zod'
import { id as idSchema, maxPageBytes, type Order, type OrderStatus, type Rating } from '../contract/index.ts'
import { openStatuses } from '../contract/order-life.ts'
import { decodeCursor, encodeCursor, keyMoment } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { anyOf, constants } from '../database/kept-plans.ts'
import { bytesAsJson, type Page } from '../database/page.ts'
import { AppError } from '../errors.ts'
import { toOrder, type WholeRow, type WorkRow } from './document.ts'

/** The views of orders, and their rows. */
interface Views {
  order_rows: WholeRow
  ticket_rows: WorkRow
}

export interface SelectedOrder<Row = WholeRow> {
  order: Row
  rating: Rating | null
}

export type Ticket = SelectedOrder<WorkRow>

const ratingSql = '(select rating_json(r) from ratings r where r.order_id = o.id)'

/** The order as its customer sees it. */
export const orderOf = ({ order, rating }: SelectedOrder): Order => toOrder(order, rating)

/** Selects orders with their ratings. `rest` is the SQL after the view, which is called o. */
const selectOrders = <View extends keyof Views>(
  database: Queryable,
  { view, rest, bind }: { view: View; rest: string; bind: readonly unknown[] },
): Promise<SelectedOrder<Views[View]>[]> =>
  database.query<SelectedOrder<Views[View]>>(`select to_json(o) as "order", ${ratingSql} as rating from ${view} o ${rest}`, bind)

/** The last row's moment (with microseconds) and id. */
const orderKey = z.tuple([keyMoment, idSchema])

/** SQL with a `?` for each value. */
export type Condition = readonly [sql: string, ...values: unknown[]]

/** For statuses that are few and of our own: each list of them is a statement. */
export const statusIn = (statuses: readonly OrderStatus[]): Condition => [
  statuses.length > 0 ? `o.status in (${constants(statuses)})` : 'false',
]

/** All conditions in one, with the values that it binds. What is not asked for is left out: a condition that may be void costs the kept plan. */
const allOf = (conditions: readonly (Condition | undefined)[]) => {
  const bind: unknown[] = []
  const parts = conditions
    .filter((each) => each !== undefined)
    .map(([sql, ...values]) => sql.replaceAll('?', () => `$${bind.push(values.shift())}`))
  return { condition: parts.join(' and '), bind }
}

interface OrderListing<View extends keyof Views, Item> {
  view: View
  /** All must hold; the view is called o. */
  where: readonly (Condition | undefined)[]
  /** A column of the view that orders the list; the id decides between equals. */
  by: 'placed_at' | 'work_begins_at'
  newestFirst: boolean
  limit: number
  cursor: string | undefined
  itemOf: (row: SelectedOrder<Views[View]>) => Item
}

interface ListedOrder<Row> {
  row: SelectedOrder<Row>
  key: readonly unknown[]
  /** The number of orders, at most one more than were asked for. */
  found: number
}

/** The next orders of a list, and whether there are more. One statement, so that they are as the conditions saw them. */
const nextOrders = <View extends keyof Views, Item>(
  database: Queryable,
  { view, where, by, newestFirst, limit, cursor }: OrderListing<View, Item>,
): Promise<ListedOrder<Views[View]>[]> => {
  const after: Condition | undefined =
    cursor === undefined
      ? undefined
      : [`(o.${by}, o.id) ${newestFirst ? '<' : '>'} (?::timestamptz, ?::uuid)`, ...decodeCursor(cursor, orderKey)]
  const { condition, bind } = allOf([...where, after])
  const order = newestFirst ? `o.${by} desc, o.id desc` : `o.${by}, o.id`
  // customers filter and sort by columns of the table; the staff also use columns that the view computes
  const from = view === 'order_rows' ? 'orders' : 'order_rows'
  return database.query(
    `with listed as materialized (
       select o.id, row_number() over (order by ${order}) as n from ${from} o where ${condition} order by ${order} limit $${bind.length + 1}
     )
     select json_build_object('order', to_json(o), 'rating', ${ratingSql}) as row, json_build_array(o.${by}, o.id) as key, (select count(*) from listed) as found
     from ${view} o join listed l on l.id = o.id where l.n < $${bind.length + 1} order by l.n`,
    [...bind, limit + 1],
  )
}

/** Orders that are read at once, so that a page of very long ones does not read many that do not fit on it. */
const atOnce = 20

/** A page of orders, as the list shows them. What is placed meanwhile does not shift a later page. */
export const pageOfOrders = async <View extends keyof Views, Item>(
  database: Queryable,
  listing: OrderListing<View, Item>,
): Promise<Page<Item>> => {
  const items: Item[] = []
  const listed = new Set<string>()
  let bytes = 0
  let cursor = listing.cursor
  do {
    const orders = await nextOrders(database, { ...listing, limit: Math.min(listing.limit - items.length, atOnce), cursor })
    cursor = undefined
    for (const [n, { row, key, found }] of orders.entries()) {
      cursor = n + 1 < found ? encodeCursor(key) : undefined
      // an amendment between two parts moves an order of the queue to a later place
      if (listed.has(row.order.id)) continue
      listed.add(row.order.id)
      const item = listing.itemOf(row)
      items.push(item)
      bytes += bytesAsJson(item)
      if (bytes >= maxPageBytes) break
    }
  } while (cursor !== undefined && items.length < listing.limit && bytes < maxPageBytes)
  return { items, next: cursor === undefined ? {} : { nextCursor: cursor } }
}

/** The orders of a customer that are not in a final status, the newest first. */
export const pageOfPending = (
  database: Queryable,
  accountId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Order>> =>
  pageOfOrders(database, {
    view: 'order_rows',
    where: [['o.account_id = ?', accountId], statusIn(openStatuses)],
    by: 'placed_at',
    newestFirst: true,
    limit,
    cursor,
    itemOf: orderOf,
  })

export const toOrders = (rows: readonly SelectedOrder[]): Order[] => rows.map(orderOf)

const byIds = `where id = ${anyOf('$1', 'uuid')}`

/** Orders by their ids, in no particular order. */
export const rowsById = (database: Queryable, ids: readonly string[]): Promise<SelectedOrder[]> =>
  selectOrders(database, { view: 'order_rows', rest: byIds, bind: [ids] })

/** Orders by their ids as the staff work on them, in no particular order. */
export const ticketsById = (database: Queryable, ids: readonly string[]): Promise<Ticket[]> =>
  selectOrders(database, { view: 'ticket_rows', rest: byIds, bind: [ids] })

/** The names of the staff who took the steps of an order, by account. */
export const namesOfSteps = async (database: Queryable, { order: { taken_by } }: Ticket): Promise<ReadonlyMap<string, string>> => {
  const ids = (taken_by ?? []).flatMap(({ by }) => by ?? [])
  if (ids.length === 0) return new Map()
  const rows = await database.query<{ id: string; name: string }>(
    "select id, name from accounts where id = any ($1) and role <> 'customer'",
    [ids],
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Finds an order by its id, or by the request that placed it. An order of another customer is `order_not_found`. */
export const getOrder = async (
  database: Queryable,
  accountId: string,
  { orderId, requestId }: { orderId?: string | undefined; requestId?: string | undefined },
): Promise<Order> => {
  const rest = `where account_id = $1 and ${orderId === undefined ? 'request_id' : 'id'} = $2`
  const [order] = toOrders(await selectOrders(database, { view: 'order_rows', rest, bind: [accountId, orderId ?? requestId] }))
  if (!order) throw new AppError('order_not_found')
  return order
}
