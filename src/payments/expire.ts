import type { Database, Queryable } from '../database/database.ts'

const atOnce = 100
const keepEventsDays = 30

/** Ends the orders that were not paid in time: their stock is free again, and their payments are cancelled at the service. */
export const expireOrders = async (database: Database): Promise<void> => {
  await database.call('expire_orders', [atOnce])
}

/** Forgets the events of payment services that no service sends again. */
export const prunePaymentEvents = async (database: Queryable): Promise<void> => {
  await database.query('delete from payment_events where at < now() - make_interval(days => $1)', [keepEventsDays])
}
