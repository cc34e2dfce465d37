import { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { cutPage, decodeCursor, keyMoment } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { selectOrders, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

/** The last row's `placed_at` (with microseconds) and id. */
const pageKey = z.tuple([keyMoment, contract.id])

type Filter = z.output<typeof contract.orderList.input>

/** A page of the customer's orders, the newest first. A new order does not shift a later page. */
export const listOrders = async (database: Queryable, accountId: string, { status, from, to, limit, cursor }: Filter) => {
  const [beforePlacedAt, beforeId] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const rows = await selectOrders(
    database,
    `where account_id = $1
       and ($2::text[] is null or status = any ($2))
       and placed_at >= coalesce($3::timestamptz, '-infinity') and placed_at < coalesce($4::timestamptz, 'infinity')
       and ($5::timestamptz is null or (placed_at, id) < ($5::timestamptz, $6::uuid))
     order by placed_at desc, id desc limit $7`,
    [accountId, status ?? null, from ?? null, to ?? null, beforePlacedAt, beforeId, limit + 1],
  )
  const { page, next } = cutPage(rows, limit, ({ order }) => [order.placed_at, order.id])
  return { orders: toOrders(page), ...next }
}

export const orderList = forCaller(contract.orderList, ({ input, database, caller }) => listOrders(database, caller.accountId, input))
