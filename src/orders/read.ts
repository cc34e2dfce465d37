/** Reads orders as rows; `document.ts` and `staff-view.ts` show them. */
import { z } from 'zod'
import { id as idSchema, maxMessageBytes, type Order, type OrderStatus, type Rating } from '../contract/index.ts'
import { openStatuses } from '../contract/order-life.ts'
import { decodeCursor, keyMoment } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { anyOf, constants } from '../database/kept-plans.ts'
import { fitting, type Page, queryPage } from '../database/page.ts'
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

/** Selects orders with their ratings. `rest` is the SQL after the view, which is called o. */
const selectOrders = <View extends keyof Views>(
  database: Queryable,
  { view, rest, bind }: { view: View; rest: string; bind: readonly unknown[] },
): Promise<SelectedOrder<Views[View]>[]> =>
  database.query<SelectedOrder<Views[View]>>(`select to_json(o) as "order", ${ratingSql} as rating from ${view} o ${rest}`, bind)

/** The last row's moment (with microseconds) and id. */
const orderKey = z.tuple([keyMoment, idSchema])

/** About what an order takes up in JSON, with at most `notes` bytes of each note. */
const bytesSql = (notes: number) => `
  1500 + octet_length(o.delivery::text) + coalesce(octet_length(o.note), 0) + coalesce(octet_length(o.payment_next_action::text), 0)
  + coalesce(2 * octet_length(o.amendments::text), 0)
  + coalesce((select octet_length(r.comment) from ratings r where r.order_id = o.id), 0)
  + (select sum(300 + octet_length(i.name) + coalesce(octet_length(i.shown_name), 0) + 40 * cardinality(i.exclude) + octet_length(i.choices::text) + least(coalesce(octet_length(i.note), 0), ${notes}))
    from order_items i where i.order_id = o.id)`

/** What only a ticket shows. */
const ticketBytesSql = `
  + octet_length(to_json(o.dietary_restrictions)::text) + octet_length(o.item_details::text)`

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

interface OrderListing<View extends keyof Views> {
  view: View
  /** All must hold; the view is called o. */
  where: readonly (Condition | undefined)[]
  /** A column of the view that orders the list; the id decides between equals. */
  by: 'placed_at' | 'work_begins_at'
  newestFirst: boolean
  /** The bytes of a note that the page will show at most, where it shows the short form. */
  longestNote?: number
  limit: number
  cursor: string | undefined
}

/** A page of orders. What is placed meanwhile does not shift a later page. Only what fits on the page is read whole. */
export const pageOfOrders = <View extends keyof Views>(
  database: Queryable,
  listing: OrderListing<View>,
): Promise<Page<SelectedOrder<Views[View]>>> => {
  const { view, where, by, newestFirst, longestNote = maxMessageBytes, limit, cursor } = listing
  const after: Condition | undefined =
    cursor === undefined
      ? undefined
      : [`(o.${by}, o.id) ${newestFirst ? '<' : '>'} (?::timestamptz, ?::uuid)`, ...decodeCursor(cursor, orderKey)]
  const { condition, bind } = allOf([...where, after])
  const order = newestFirst ? `o.${by} desc, o.id desc` : `o.${by}, o.id`
  const bytes = `${bytesSql(longestNote)}${view === 'ticket_rows' ? ticketBytesSql : ''}`
  return queryPage<SelectedOrder<Views[View]>>(
    database,
    `with picked as materialized (
       select o.id from order_rows o where ${condition} order by ${order} limit $${bind.length + 1}
     ), listed as materialized (
       select o.id, row_number() over (order by ${order}) as n, ${bytes} as bytes from picked join ${view} o on o.id = picked.id
     ), ${fitting}
     select json_build_object('order', to_json(o), 'rating', ${ratingSql}) as item, json_build_array(o.${by}, o.id) as key, f.found
     from fitting f join ${view} o on o.id = f.id order by f.n`,
    { bind, limit },
  )
}

/** The orders of a customer that are not in a final status, the newest first. */
export const pageOfPending = (
  database: Queryable,
  accountId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<SelectedOrder>> =>
  pageOfOrders(database, {
    view: 'order_rows',
    where: [['o.account_id = ?', accountId], statusIn(openStatuses)],
    by: 'placed_at',
    newestFirst: true,
    limit,
    cursor,
  })

export const toOrders = (rows: readonly SelectedOrder[]): Order[] => rows.map(({ order, rating }) => toOrder(order, rating))

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
