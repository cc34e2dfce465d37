import * as contract from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import { pageOfOrders } from '../../orders/read.ts'
import { toQueueOrder } from '../../orders/staff-view.ts'
import { forCaller } from '../kinds/handler.ts'

const where = `status = any ($1) and ($2::uuid is null or courier_id is null or courier_id = $2)
  and ($3::boolean is null or (comes_at is not null) = $3)`

/** The orders that the role acts on, by when work must begin. A courier does not see orders that another courier has taken. */
export const queueList = forCaller(contract.queueList, async ({ input, database, caller }) => {
  const { status, scheduled, limit, cursor } = input
  const statuses = queueOf(caller.role).filter((each) => status === undefined || each === status)
  const bind = [statuses, caller.role === 'courier' ? caller.accountId : null, scheduled ?? null]
  const longestNote = 3 * contract.longestShortNote
  const { items, next } = await pageOfOrders(database, {
    view: 'ticket_rows',
    where,
    by: 'work_begins_at',
    newestFirst: false,
    longestNote,
    bind,
    limit,
    cursor,
  })
  return { orders: items.map((row) => toQueueOrder(row, caller)), ...next }
})
