import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { anyOf } from '../../database/kept-plans.ts'
import { orderOf, pageOfOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

type Input = z.output<typeof contract.orderList.input>

/** A page of the customer's orders, the newest first. */
export const listOrders = async (database: Queryable, accountId: string, { status, from, to, limit, cursor }: Input) => {
  const { items, next } = await pageOfOrders(database, {
    view: 'order_rows',
    where: [
      ['o.account_id = ?', accountId],
      status && [`o.status = ${anyOf('?', 'text')}`, status],
      from === undefined ? undefined : ['o.placed_at >= ?', from],
      to === undefined ? undefined : ['o.placed_at < ?', to],
    ],
    by: 'placed_at',
    newestFirst: true,
    limit,
    cursor,
    itemOf: orderOf,
  })
  return { orders: items, ...next }
}

export const orderList = forCaller(contract.orderList, ({ input, database, caller }) => listOrders(database, caller.accountId, input))
