import * as contract from '../../contract/index.ts'
import { openStatuses } from '../../contract/order-life.ts'
import { pageOfOrders, statusIn, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

/** A page of the orders that are not in a final status, the newest first. */
export const orderPending = forCaller(contract.orderPending, async ({ input: { limit, cursor }, database, caller }) => {
  const { items, next } = await pageOfOrders(database, {
    view: 'order_rows',
    where: [['o.account_id = ?', caller.accountId], statusIn(openStatuses)],
    by: 'placed_at',
    newestFirst: true,
    limit,
    cursor,
  })
  return { orders: toOrders(items), ...next }
})
