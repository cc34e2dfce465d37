/** Actions that run at the same moment. Their outcome is not determined; the invariants must hold. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { type Order, type OrderStatus, orderStatuses, type PaymentMethod, type StaffRole } from '../../src/contract/index.ts'
import { forgetToAnswer } from './books-amending.ts'
import type { Node, World } from './books-command.ts'
import { endDispute, openDispute, refundThere } from './books-dashboard.ts'
import type { PaymentNews } from './books-model.ts'
import { Refused } from './client.ts'
import { placement } from './orders.ts'
import { bringCourierBack, payAtBank, paymentMethods, runOutOfTime, sendBankWebhook } from './shop.ts'

export interface Race extends World {
  /** `customer` is an index of `shop.customers`. */
  orders: { customer: number; order: Order }[]
}

/** An action on the n-th order, or on the shop. */
type Deed = (race: Race, n: number, node: Node) => Promise<unknown>

const at = <Item>(items: readonly Item[], n: number): Item | undefined => items[n % Math.max(1, items.length)]

const place =
  (dishAt: number, paymentMethod: PaymentMethod): Deed =>
  async ({ shop, orders }, n, node) => {
    const [customer, dish] = [n % shop.customers.length, at(shop.dishes, dishAt)]
    const placed = await at(shop.customers, customer)?.clients[node].request('order:place', placement(dish?.id ?? '', { paymentMethod }))
    if (placed) orders.push({ customer, order: placed.order })
  }

const asCustomer =
  (ask: (order: Order, client: World['shop']['customers'][number]['clients'][number]) => Promise<unknown>): Deed =>
  async ({ shop, orders }, n, node) => {
    const found = at(orders, n)
    const client = found && shop.customers[found.customer]?.clients[node]
    if (client) await ask(found.order, client)
  }

const cancel = asCustomer(({ id }, client) => client.request('order:cancel', { requestId: randomUUID(), orderId: id, reason: 'other' }))
const retry = (method: PaymentMethod) =>
  asCustomer(({ id }, client) => client.request('payment:retry', { requestId: randomUUID(), orderId: id, method }))

const advance =
  (role: StaffRole, to: OrderStatus): Deed =>
  async ({ shop, orders }, n, node) => {
    const orderId = at(orders, n)?.order.id
    const reason = to === 'rejected' ? { reason: 'The oven is broken' } : {}
    if (orderId) await shop.staff[role][node].request('order:advance', { requestId: randomUUID(), orderId, to, ...reason })
  }

const undo =
  (role: StaffRole): Deed =>
  async ({ shop, orders }, n, node) => {
    const orderId = at(orders, n)?.order.id
    if (orderId) await shop.staff[role][node].request('order:undo', { requestId: randomUUID(), orderId })
  }

type Carrier = 'courier' | 'manager'

const collect =
  (role: Carrier): Deed =>
  async ({ shop, orders }, n, node) => {
    const order = at(orders, n)?.order
    if (!order) return
    await shop.staff[role][node].request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: order.total })
  }

const unassign =
  (role: Carrier): Deed =>
  async ({ shop, orders }, n, node) => {
    const orderId = at(orders, n)?.order.id
    if (orderId) await shop.staff[role][node].request('order:unassign', { requestId: randomUUID(), orderId })
  }

const endShift: Deed = ({ shop }, _, node) => shop.staff.courier[node].request('courier:end_shift', { requestId: randomUUID() })

const handOver: Deed = async ({ shop }, n, node) => {
  const [courier] = (await shop.staff.courier[node].request('courier:list', {})).couriers
  if (!courier || courier.cash.amount < 2) return
  const amount = { amount: Math.floor(courier.cash.amount / (1 + (n % 2))), currency: 'EUR' }
  const request = { requestId: randomUUID(), accountId: courier.id, amount }
  await shop.staff.manager[node].request('cash:hand_over', { ...request, ...(n % 3 === 0 && { settle: true, note: 'counted twice' }) })
}

const refund: Deed = async ({ shop, orders }, n, node) => {
  const order = at(orders, n)?.order
  if (!order) return
  const asked = n % 2 === 0 ? { all: true as const } : { amount: { ...order.total, amount: Math.ceil(order.total.amount / 3) } }
  await shop.staff.manager[node].request('order:refund', { requestId: randomUUID(), orderId: order.id, reason: 'Cold', ...asked })
}

const amend =
  (role: 'kitchen' | 'manager', isOffer: boolean): Deed =>
  async ({ shop, orders }, n, node) => {
    const orderId = at(orders, n)?.order.id
    const productId = at(shop.dishes, n)?.id
    if (!orderId || !productId) return
    const lines = [{ line: n % 2, quantity: 1, ...(isOffer && { substitute: { productId, quantity: 1 + (n % 2) } }) }]
    await shop.staff[role][node].request('order:amend', { requestId: randomUUID(), orderId, lines, reason: 'We dropped it' })
  }

const answer = (accept: boolean) =>
  asCustomer(({ id }, client) => client.request('order:answer_substitution', { requestId: randomUUID(), orderId: id, accept }))

const forget: Deed = async (race, n) => {
  const orderId = at(race.orders, n)?.order.id
  if (orderId) await forgetToAnswer(race, orderId)
}

/** Something happens to the money of an order in the dashboard of the payment service. */
const there =
  (act: 'refund' | 'open' | 'won' | 'lost'): Deed =>
  async (race, n) => {
    const order = at(race.orders, n)?.order
    const { database } = race.nodes[0]
    const payments = await database.query<{ id: string }>('select id from payments where order_id = $1', [order?.id])
    const disputes = await database.query<{ reference: string }>(
      'select d.reference from disputes d join payments p on p.id = d.payment_id where p.order_id = $1',
      [order?.id],
    )
    if (act === 'won' || act === 'lost') for (const { reference } of disputes) await endDispute(race, reference, act)
    else for (const { id } of payments) await (act === 'refund' ? refundThere : openDispute)(race, id, 40)
  }

/** Sends this news about every attempt to pay the order. */
const webhook =
  (news: PaymentNews): Deed =>
  async ({ nodes, orders }, n, node) => {
    const order = at(orders, n)?.order
    if (!order) return
    const attempts = await nodes[0].database.query<{ id: string }>(
      "select id from payments where order_id = $1 and provider = 'sandbox' and reference is not null",
      [order.id],
    )
    for (const { id } of attempts) {
      if (news === 'processing' || (await payAtBank(nodes, id, news))) await sendBankWebhook(nodes[node], id, news, order.total.amount)
    }
  }

const expire: Deed = async ({ nodes, orders }, n) => {
  const order = at(orders, n)?.order
  if (order) await runOutOfTime(nodes, order.id)
}

const restock: Deed = async ({ shop }, n, node) => {
  const ingredientId = at(shop.shelves, n)?.id ?? ''
  await shop.staff.warehouse[node].request('stock:receive', { requestId: randomUUID(), ingredientId, quantity: 3 })
}

const method = fc.constantFrom(...paymentMethods)
const next: [StaffRole, OrderStatus][] = [
  ['warehouse', 'confirmed'],
  ['kitchen', 'in_preparation'],
  ['kitchen', 'ready_for_pickup'],
  ['courier', 'in_transit'],
  ['courier', 'delivered'],
  ['courier', 'returned'],
  ['manager', 'rejected'],
  ['kitchen', 'rejected'],
]
const step = fc.constantFrom(...next)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(3), method).map((args) => place(...args)) },
  { weight: 2, arbitrary: fc.constant(cancel) },
  { weight: 2, arbitrary: method.map(retry) },
  { weight: 6, arbitrary: step.map((args) => advance(...args)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant<StaffRole>('manager'), fc.constantFrom(...orderStatuses)).map((args) => advance(...args)) },
  { weight: 3, arbitrary: step.map(([role]) => undo(role)) },
  { weight: 3, arbitrary: fc.constantFrom<Carrier>('courier', 'courier', 'manager').map(collect) },
  { weight: 1, arbitrary: fc.constantFrom<Carrier>('courier', 'manager').map(unassign) },
  { weight: 1, arbitrary: fc.constantFrom(endShift, handOver) },
  { weight: 4, arbitrary: fc.constantFrom<PaymentNews>('processing', 'failed', 'succeeded', 'succeeded').map(webhook) },
  { weight: 2, arbitrary: fc.constant(refund) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom<'kitchen' | 'manager'>('kitchen', 'manager'), fc.boolean()).map((args) => amend(...args)),
  },
  { weight: 2, arbitrary: fc.boolean().map(answer) },
  { weight: 1, arbitrary: fc.constant(forget) },
  { weight: 2, arbitrary: fc.constantFrom<'refund' | 'open' | 'won' | 'lost'>('refund', 'open', 'won', 'lost').map(there) },
  { weight: 1, arbitrary: fc.constant(expire) },
  { weight: 1, arbitrary: fc.constant(restock) },
)

/** Several actions at once on few orders, so that they collide. */
const moment = fc.array(fc.record({ deed, n: fc.nat(5), node: fc.constantFrom<Node>(0, 1) }), { minLength: 2, maxLength: 12 })
export const moments = fc.array(moment, { minLength: 1, maxLength: 12, size: 'max' })
export type Moment = typeof moment extends fc.Arbitrary<infer Value> ? Value : never

/** Refusals are expected; these codes are failures. */
const forbidden = new Set(['internal', 'aborted', 'unavailable', 'deadline_exceeded', 'invalid_argument'])
/** What an overloaded machine makes of a gateway and its PostgreSQL. What was asked may have happened or not, as with every refusal here. */
const reasonsOfOverload = new Set(['busy', 'database_unavailable'])

export const happen = async (race: Race, now: Moment): Promise<void> => {
  await bringCourierBack(race.nodes, race.shop.staff)
  const outcomes = await Promise.allSettled(now.map(({ deed: act, n, node }) => act(race, n, node)))
  for (const { reason } of outcomes.filter((outcome) => outcome.status === 'rejected')) {
    // the shift has ended, and with it the session
    if (reason instanceof Error && reason.message === 'socket has been disconnected') continue
    if (reason instanceof Refused && reasonsOfOverload.has(reason.failure.reason ?? '')) continue
    if (!(reason instanceof Refused) || forbidden.has(reason.failure.code)) throw reason
  }
}
