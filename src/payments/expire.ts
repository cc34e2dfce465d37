import type { Database, Queryable } from '../database/database.ts'

const atOnce = 100
const keepEventsDays = 30

/** Ends the orders that were not paid in time, frees their stock and cancels their payments at the service. */
export const expireOrders = async (database: Database): Promise<void> => {
  await database.call('expire_orders', [atOnce])
}

/** Deletes the recorded events that are too old for a payment service to send again. A shop may import an old statement of its bank again. */
export const prunePaymentEvents = async (database: Queryable): Promise<void> => {
  await database.query("delete from payment_events where provider <> 'bank' and at < now() - make_interval(days => $1)", [keepEventsDays])
}
