import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'

/** An order is late by this much before its customer hears of a new estimate. */
const tolerance = '5 minutes'
const atOnce = 200

/** Moves the estimates of orders that did not keep them, and tells their customers. */
export const refreshLateOrders = (database: Database): Promise<void> =>
  database.transact(async (transaction) => {
    const [row] = await transaction.query<{ pushes: Push[] }>('select refresh_late_orders($1, $2) as pushes', [tolerance, atOnce])
    transaction.pushes.push(...(row?.pushes ?? []))
  })
