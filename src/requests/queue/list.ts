import * as contract from '../../contract/index.ts'
import { queueOf } from '../../contract/order-life.ts'
import { pageOfOrders, statusIn } from '../../orders/read.ts'
import { toQueueOrder } from '../../orders/staff-view.ts'
import { forCaller } from '../kinds/handler.ts'

/** The orders that the role acts on, by when work must begin. A courier does not see orders that another courier has taken. */
export const queueList = forCaller(contract.queueList, async ({ input, database, caller }) => {
  const { status, scheduled, limit, cursor } = input
  const statuses = queueOf(caller.role).filter((each) => status === undefined || each === status)
  const { items, next } = await pageOfOrders(database, {
    view: 'ticket_rows',
    where: [
      statusIn(statuses),
      caller.role === 'courier' ? ['(o.courier_id is null or o.courier_id = ?)', caller.accountId] : undefined,
      scheduled === undefined ? undefined : [`o.comes_at is ${scheduled ? 'not ' : ''}null`],
    ],
    by: 'work_begins_at',
    newestFirst: false,
    limit,
    cursor,
    itemOf: (row) => toQueueOrder(row, caller),
  })
  return { orders: items, ...next }
})
