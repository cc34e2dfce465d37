import { NIL } from 'uuid'
import type { WarmUp } from '../database/database.ts'
import { getOrder, pageOfPending } from './read.ts'

/** PostgreSQL keeps the plan of a statement from the sixth execution on. */
const untilKept = 6

/**
 * A new session reads what the views of orders consist of, and plans what it runs: the first customer of each would wait fifty times as
 * long as the others, and the customers who come back to a new node come all at once.
 */
export const warmUpOrders: WarmUp = async (session) => {
  for (let n = 0; n < untilKept; n += 1) {
    await pageOfPending(session, NIL, { limit: 1 })
    // there is none
    await getOrder(session, NIL, { orderId: NIL }).catch(() => undefined)
  }
}
