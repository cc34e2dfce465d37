/** A shop for one run of a property: its own stock and dishes, and two customers, each connected to both nodes. */
import { randomBytes, randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { PaymentMethod, StaffRole } from '../../src/contract/index.ts'
import { endUnconfirmed } from '../../src/orders/unconfirmed.ts'
import { expireOrders } from '../../src/payments/expire.ts'
import { signature } from '../../src/payments/providers/signed-webhook.ts'
import type { Dish, PaymentNews, Shelf } from './books-model.ts'
import type { Client } from './client.ts'
import { connectCustomer, connectStaff, makePerson, openSession, type TestGateway } from './gateway.ts'
import { until } from './until.ts'

export const bankSecret = 'the-secret-of-the-books'

export interface Shop {
  customers: { id: string; clients: readonly [Client<'/'>, Client<'/'>] }[]
  staff: Record<StaffRole, readonly [Client<'/staff'>, Client<'/staff'>]>
  shelves: Shelf[]
  dishes: Dish[]
  leave(): void
}

type Nodes = readonly [TestGateway, TestGateway]

/** One after the other: both at once would be more than a slow machine lets in. */
const onBoth = async <Connected extends object>(connect: (node: TestGateway) => Promise<Connected>, [one, two]: Nodes) =>
  [await connect(one), await connect(two)] as const

export const hireStaff = async (nodes: Nodes): Promise<Shop['staff']> => {
  const hire = async (role: StaffRole) => {
    const { token } = await makePerson(nodes[0].database, role)
    return onBoth((node) => connectStaff(node, token), nodes)
  }
  const [warehouse, kitchen, courier, manager] = await Promise.all([hire('warehouse'), hire('kitchen'), hire('courier'), hire('manager')])
  return { warehouse, kitchen, courier, manager }
}

/** Signs the courier in again: the end of a shift ends the sessions. */
export const bringCourierBack = async (nodes: Nodes, staff: Shop['staff']): Promise<void> => {
  if (staff.courier.every(({ socket }) => socket.connected)) return
  for (const client of staff.courier) client.close()
  const [courier] = await nodes[0].database.query<{ id: string }>("select id from accounts where role = 'courier'")
  if (!courier) throw new Error('there is no courier')
  const token = await openSession(nodes[0].database, courier)
  staff.courier = await onBoth((node) => connectStaff(node, token), nodes)
}

const newShelf = (onHand: number, lot: number | null): Shelf => ({ id: uuidv7(), onHand, reserved: 0, restocks: [], lot })

const stock = async ([{ database }]: Nodes, shelves: readonly Shelf[], dishes: readonly Dish[]) => {
  const name = () => `property ${randomBytes(6).toString('hex')}`
  for (const { id, onHand, lot } of shelves) {
    await database.query(
      `with i as (insert into ingredients (id, name, unit, restock_minutes, restock_quantity) values ($1, $2, 'piece', $3, $4) returning id)
       insert into stock (ingredient_id, on_hand) select id, $5 from i`,
      [id, name(), lot === null ? null : 20, lot ?? 1, onHand],
    )
  }
  for (const { id, price, needs } of dishes) {
    await database.query(
      `with dish as (
         insert into products (id, category_id, name, description, price, prep_minutes, tax_rate)
         select $1, id, $2, '', $3, 10, case when $3::bigint > 800 then 5 end from categories limit 1 returning id
       )
       insert into recipes (product_id, ingredient_id, quantity)
       select dish.id, n.ingredient_id, n.quantity from dish, unnest($4::uuid[], $5::bigint[]) n(ingredient_id, quantity)`,
      [id, name(), price, needs.map(([at]) => shelves[at]?.id), needs.map(([, quantity]) => quantity)],
    )
  }
}

/** What an order costs with this code is a tenth less. */
export const promotionCode = 'BOOKS'

const arrangeSettings = async ([{ database }]: Nodes) => {
  await database.query(
    `with p as (
       insert into promotions (id, code, promotion_code, name, percent) values (uuid_v7(), 'books', $1, 'Books', 10) on conflict do nothing returning id
     ) insert into redemption_counts (promotion_id, redeemed) select id, 0 from p`,
    [promotionCode],
  )
  // the dishes have two rates
  await database.query('update store set tax_rate = 20')
  // longer than any run takes
  await database.query('update store set confirm_within_minutes = 1000, reject_after_minutes = 1010')
}

/** Three ingredients: one scarce that cannot be restocked, one scarce that can, and one in plenty. */
export const openShop = async (nodes: Nodes, staff: Shop['staff']): Promise<Shop> => {
  const shelves = [newShelf(12, null), newShelf(6, 8), newShelf(100_000, null)]
  const dish = (price: number, needs: Dish['needs']): Dish => ({ id: uuidv7(), price, needs })
  const dishes = [
    dish(350, [[0, 1]]),
    dish(720, [[1, 2]]),
    dish(990, [
      [0, 1],
      [1, 1],
      [2, 3],
    ]),
    dish(1250, [[2, 1]]),
  ]
  await stock(nodes, shelves, dishes)
  await arrangeSettings(nodes)
  const connectCustomerToBoth = async () => {
    const { id, token } = await makePerson(nodes[0].database)
    return { id, clients: await onBoth((node) => connectCustomer(node, token), nodes) }
  }
  const customers = await Promise.all([connectCustomerToBoth(), connectCustomerToBoth()])
  const leave = () => {
    for (const client of customers.flatMap(({ clients }) => clients)) client.close()
  }
  return { customers, staff, shelves, dishes, leave }
}

/** Pays, or fails to pay, at the sandbox bank. False where the bank no longer waits for this payment. */
export const payAtBank = async ([{ database }]: Nodes, paymentId: string, outcome: 'succeeded' | 'failed'): Promise<boolean> => {
  const taken = await database.query(
    `update sandbox.payments set status = $2 where payment_id = $1 and status in ('requires_action', 'failed') returning 1 as taken`,
    [paymentId, outcome],
  )
  return taken.length > 0
}

/** Sends a signed webhook of the bank. The same `event` again is a repetition. */
export const sendBankWebhook = async (
  node: TestGateway,
  paymentId: string,
  news: PaymentNews,
  amount: number,
  event = randomUUID(),
): Promise<number> => {
  const data = { paymentId, amount: { amount, currency: 'EUR' } }
  const body = JSON.stringify({ id: event, type: `payment.${news}`, data })
  const headers = { 'payment-signature': signature(bankSecret, body) }
  return (await fetch(`${node.url}/webhooks/payments/sandbox`, { method: 'POST', body, headers })).status
}

/** Lets the time to pay run out. */
export const runOutOfTime = async ([{ database }]: Nodes, orderId: string): Promise<void> => {
  const isClosed = async () => {
    // again each time: a new attempt to pay, made at the same moment, has new time
    await database.query("update orders set pay_by = now() - interval '1 second' where id = $1 and status = 'awaiting_payment'", [orderId])
    await expireOrders(database)
    return (await database.query("select from orders where id = $1 and status = 'awaiting_payment'", [orderId])).length === 0
  }
  await until(isClosed, 'the order no longer waits for its payment')
}

/** Lets an order that was placed wait for its confirmation until the shop gives it up. */
export const waitInVain = async ([{ database }]: Nodes, orderId: string): Promise<void> => {
  const [waiting] = await database.query<{ step: string; since: string }>(
    `select (jsonb_array_length(timeline) - 1)::text as step, timeline -> -1 ->> 'at' as since from orders where id = $1 and status = 'placed'`,
    [orderId],
  )
  if (!waiting) return
  const { step, since } = waiting
  await database.query(
    `update orders set placed_at = placed_at - interval '1 day',
       timeline = jsonb_set(timeline, array[$2, 'at'], to_jsonb(rfc3339(now() - interval '1 day'))) where id = $1`,
    [orderId, step],
  )
  const isGivenUp = async () => {
    await endUnconfirmed(database)
    return (await database.query("select from orders where id = $1 and status = 'placed'", [orderId])).length === 0
  }
  await until(isGivenUp, 'the order no longer waits for its confirmation')
  // a repeated request is answered with the moment at which the order was placed
  await database.query(
    `update orders set placed_at = placed_at + interval '1 day', timeline = jsonb_set(timeline, array[$2, 'at'], to_jsonb($3::text)) where id = $1`,
    [orderId, step, since],
  )
}

export const paymentMethods: readonly PaymentMethod[] = ['cash', 'card', 'qr']
