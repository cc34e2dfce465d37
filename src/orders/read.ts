/** Orders as their customers and the staff see them. */
import { z } from 'zod'
import { id, type Order, type OrderStatus, type Rating, type Role } from '../contract/index.ts'
import { finalStatuses, queueOf } from '../contract/order-life.ts'
import { decodeCursor, encodeCursor, keyMoment } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { type OrderRow, toOrder } from './document.ts'

interface Selected {
  order: OrderRow
  rating: Rating | null
}

const selectOrders = `
  select to_json(o) as "order", (select rating_json(r) from ratings r where r.order_id = o.id) as rating
  from order_rows o`

const shown = ({ order, rating }: Selected): Order => toOrder(order, rating)

/** Orders by their ids, in no order. */
export const ordersById = async (database: Queryable, ids: readonly string[]): Promise<Order[]> => {
  const rows = await database.query<Selected>(`${selectOrders} where id = any ($1)`, [ids])
  return rows.map(shown)
}

/** By its id or by the request that placed it. Somebody else's order is `order_not_found`. */
export const getOrder = async (
  database: Queryable,
  accountId: string,
  { orderId, requestId }: { orderId?: string | undefined; requestId?: string | undefined },
): Promise<Order> => {
  const [row] = await database.query<Selected>(
    `${selectOrders} where account_id = $1 and ${orderId === undefined ? 'request_id' : 'id'} = $2`,
    [accountId, orderId ?? requestId],
  )
  if (!row) throw new AppError('order_not_found')
  return shown(row)
}

/** Every order that is not in a final status, the newest first. */
export const pendingOrders = async (database: Queryable, accountId: string): Promise<Order[]> => {
  const rows = await database.query<Selected>(
    `${selectOrders} where account_id = $1 and status <> all ($2) order by placed_at desc, id desc`,
    [accountId, finalStatuses],
  )
  return rows.map(shown)
}

/** The last row's `placed_at` (with microseconds) and id. */
const pageKey = z.tuple([keyMoment, id])

export interface OrderFilter {
  status?: readonly OrderStatus[] | undefined
  from?: string | undefined
  to?: string | undefined
  limit: number
  cursor?: string | undefined
}

/** A page of the history, the newest first; new orders never shift a later page. `to` is exclusive. */
export const listOrders = async (
  database: Queryable,
  accountId: string,
  { status, from, to, limit, cursor }: OrderFilter,
): Promise<{ orders: Order[]; nextCursor?: string }> => {
  const [beforePlacedAt, beforeId] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const rows = await database.query<Selected>(
    `${selectOrders}
     where account_id = $1
       and ($2::text[] is null or status = any ($2))
       and placed_at >= coalesce($3::timestamptz, '-infinity') and placed_at < coalesce($4::timestamptz, 'infinity')
       and ($5::timestamptz is null or (placed_at, id) < ($5::timestamptz, $6::uuid))
     order by placed_at desc, id desc limit $7`,
    [accountId, status ?? null, from ?? null, to ?? null, beforePlacedAt, beforeId, limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    orders: page.map(shown),
    ...(rows.length > limit && last && { nextCursor: encodeCursor([last.order.placed_at, last.order.id]) }),
  }
}

/** What a role has to do, the oldest first; a courier does not see what another one has taken. */
export const queueOfRole = async (
  database: Queryable,
  { role, accountId }: { role: Role; accountId: string },
  status: OrderStatus | undefined,
): Promise<Order[]> => {
  const statuses = queueOf(role).filter((each) => status === undefined || each === status)
  const rows = await database.query<Selected>(
    `${selectOrders}
     where status = any ($1) and ($2::uuid is null or courier_id is null or courier_id = $2)
     order by placed_at, id limit 500`,
    [statuses, role === 'courier' ? accountId : null],
  )
  return rows.map(shown)
}
