import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'

/** An order has to be this late before the customer gets a new estimate. */
const tolerance = '5 minutes'
const atOnce = 200

/** Moves the estimates of late orders, and notifies their customers. */
export const refreshLateOrders = (database: Database): Promise<void> =>
  database.transact(async (transaction) => {
    const [row] = await transaction.query<{ pushes: Push[] }>('select refresh_late_orders($1, $2) as pushes', [tolerance, atOnce])
    transaction.pushes.push(...(row?.pushes ?? []))
  })
