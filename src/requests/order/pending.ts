import * as contract from '../../contract/index.ts'
import { finalStatuses } from '../../contract/order-life.ts'
import { selectOrders, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

const rest = 'where account_id = $1 and status <> all ($2) order by placed_at desc, id desc'

/** Every order that is not in a final status, the newest first. */
export const orderPending = forCaller(contract.orderPending, async ({ database, caller }) => ({
  orders: toOrders(await selectOrders(database, rest, [caller.accountId, finalStatuses])),
}))
