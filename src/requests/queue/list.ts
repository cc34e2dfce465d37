import * as contract from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import { selectOrders, toOrders } from '../../orders/read.ts'
import { forCaller } from '../kinds/handler.ts'

const maxOrders = 500

/** The orders that the role acts on, the oldest first. A courier does not see orders that another courier has taken. */
export const queueList = forCaller(contract.queueList, async ({ input, database, caller }) => {
  const statuses = queueOf(caller.role).filter((status) => input.status === undefined || status === input.status)
  const rows = await selectOrders(
    database,
    `where status = any ($1) and ($2::uuid is null or courier_id is null or courier_id = $2)
     order by placed_at, id limit ${maxOrders}`,
    [statuses, caller.role === 'courier' ? caller.accountId : null],
  )
  return { orders: toOrders(rows) }
})
