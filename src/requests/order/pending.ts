import * as contract from '../../contract/index.ts'
import { finalStatuses } from '../../contract/order-life.ts'
import { pageOfOrders, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

const where = 'account_id = $1 and status <> all ($2)'

/** A page of the orders that are not in a final status, the newest first. */
export const orderPending = forCaller(contract.orderPending, async ({ input: { limit, cursor }, database, caller }) => {
  const bind = [caller.accountId, finalStatuses]
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
})
