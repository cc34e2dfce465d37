import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { pageOfOrders, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

type Input = z.output<typeof contract.orderList.input>

const where = `account_id = $1
  and ($2::text[] is null or status = any ($2))
  and placed_at >= coalesce($3::timestamptz, '-infinity') and placed_at < coalesce($4::timestamptz, 'infinity')`

/** A page of the customer's orders, the newest first. */
export const listOrders = async (database: Queryable, accountId: string, { status, from, to, limit, cursor }: Input) => {
  const bind = [accountId, status ?? null, from ?? null, to ?? null]
  const { items, next } = await pageOfOrders(database, {
    view: 'order_rows',
    where,
    by: 'placed_at',
    newestFirst: true,
    bind,
    limit,
    cursor,
  })
  return { orders: toOrders(items), ...next }
}

export const orderList = forCaller(contract.orderList, ({ input, database, caller }) => listOrders(database, caller.accountId, input))
