import type { Database } from '../database/database.ts'

/** An order has to be this late before the customer gets a new estimate. */
const tolerance = '5 minutes'
const atOnce = 200

/** Moves the estimates of late orders, and notifies their customers. */
export const refreshLateOrders = async (database: Database): Promise<void> => {
  await database.call('refresh_late_orders', [tolerance, atOnce])
}
