/** What happens outside the sockets, in the scenario and when it is played again: time passes, a payment service reports. */
import type { Database } from '../../src/database/database.ts'
import { giveToken } from '../../test/support/links.ts'

/** `subject` is the id of an order, or what the title says. */
type Happening = (database: Database, subject: string) => Promise<unknown>

interface Refunded {
  payment: string
  refund: string
  amount: number
  currency: string
}

const refunded = async (database: Database, orderId: string): Promise<Refunded> => {
  const [row] = await database.query<Refunded>(
    `select p.id as payment, r.id as refund, p.amount, p.currency from payments p join refunds r on r.payment_id = p.id where p.order_id = $1`,
    [orderId],
  )
  if (!row) throw new Error('nothing was refunded')
  return row
}

export const happenings = {
  'the refund comes back': async (database, orderId) => {
    const { refund } = await refunded(database, orderId)
    await database.call('settle_refund', [refund, 'failed', null])
  },
  'the customer disputes the payment': async (database, orderId) => {
    const { payment, amount, currency } = await refunded(database, orderId)
    await database.call('record_dispute', [payment, 'dp_1', amount, currency, 'product_not_received', 'open'])
  },
  'nobody confirms the order for six minutes': (database, orderId) =>
    database.query(
      `update orders set placed_at = placed_at - interval '6 minutes',
         timeline = jsonb_set(timeline, '{0,at}', to_jsonb(rfc3339(now() - interval '6 minutes'))) where id = $1`,
      [orderId],
    ),
  'the day of the order comes, and an ingredient is short': async (database, orderId) => {
    await database.query(
      `update stock s set on_hand = s.reserved from planned_reservations p where p.order_id = $1 and s.ingredient_id = p.ingredient_ids[1]`,
      [orderId],
    )
    await database.query(
      "update orders set deliver_at = now() + (cooking_minutes + delivery_minutes + 5) * interval '1 minute' where id = $1",
      [orderId],
    )
  },
  'Nora gets the token that verifies her address': (database, token) =>
    giveToken(database, { email: 'nora@example.com', purpose: 'verify_email', token }),
  'Nora gets the token that resets her password': (database, token) =>
    giveToken(database, { email: 'nora@example.com', purpose: 'reset_password', token }),
} satisfies Record<string, Happening>

export type Happens = keyof typeof happenings

export const isHappening = (event: string): event is Happens => Object.hasOwn(happenings, event)
