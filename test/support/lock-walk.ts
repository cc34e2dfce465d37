/** Random calls of every SQL function that locks rows, from several sessions at once. */

import { createHash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { bodyHash, once, replace } from '../../src/answers/answers.ts'
import type { OrderStatus, StaffRole } from '../../src/contract/index.ts'
import { endLostShift, seeCouriers } from '../../src/couriers/shifts.ts'
import { audited } from '../../src/database/audit.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database } from '../../src/database/database.ts'
import { rotate, rotatedTables } from '../../src/database/rotate.ts'
import { AppError } from '../../src/errors.ts'
import { createLogger } from '../../src/logger.ts'
import { pruneMessages } from '../../src/messages/prune.ts'
import { claim, end } from '../../src/messages/queue.ts'
import { markRead } from '../../src/notifications/unread.ts'
import { changeOrder, statusChange } from '../../src/orders/change.ts'
import { createPlaceOrder, type PlaceOrder } from '../../src/orders/place.ts'
import { pruneLinks } from '../../src/orders/prune-links.ts'
import { createMethods } from '../../src/payments/methods.ts'
import { alertStaff, pruneStaffAlerts } from '../../src/push/alert-staff.ts'
import { assessorOn } from './assessor.ts'
import { batchOf } from './drafts.ts'
import { makePerson } from './gateway.ts'
import { placement } from './orders.ts'

export interface World {
  /** Of all sessions together. */
  steps: { taken: number }
  customers: string[]
  staff: Record<StaffRole, string>
  /** The courier of `staff`, and another. */
  couriers: string[]
  dishes: string[]
  ingredients: string[]
}

interface Session {
  database: Database
  /** Orders with the usual time to pay, and orders that expire at once. */
  place: PlaceOrder
  placeLate: PlaceOrder
}

const log = createLogger('silent')

export const openWalker = (url: string): Session => {
  const database = connectDatabase(url, { log, maxConnections: 1 })
  const placing = {
    providerOf: createMethods({ PAYMENT_PROVIDER: 'sandbox', PAYEE_IBAN: undefined }).providerOf,
    onBatch: () => undefined,
    assessor: assessorOn(database),
  }
  return {
    database,
    place: createPlaceOrder(database, { ...placing, payMinutes: 15 }),
    placeLate: createPlaceOrder(database, { ...placing, payMinutes: 0 }),
  }
}

const idsOf = async (database: Database, sql: string, bind: readonly unknown[] = []) =>
  (await database.query<{ id: string }>(sql, bind)).map(({ id }) => id)

export const openWorld = async (database: Database): Promise<World> => {
  const people = async (role?: StaffRole) => (await makePerson(database, role)).id
  const customers = await Promise.all(Array.from({ length: 6 }, () => people()))
  const [warehouse, kitchen, courier, manager] = [
    await people('warehouse'),
    await people('kitchen'),
    await people('courier'),
    await people('manager'),
  ]
  const couriers = [courier, await people('courier')]
  // they stay members of the staff without a session
  await database.query("update accounts set password_hash = '' where role <> 'customer'")
  // a limit that is never reached, so that the quarters of an hour are locked
  await database.query('update store set orders_per_quarter_hour = 10000')
  // some of it is scarce, and some of that the store can bring
  await database.query(
    'update stock set on_hand = 3 * (select max(quantity) from recipes) where ingredient_id in (select id from ingredients order by id limit 12)',
  )
  await database.query('update store set confirm_within_minutes = 5, reject_after_minutes = 10, delivery_pin = true')
  // one of them is used up soon, until an order that has redeemed it ends
  await database.query(
    `with p as (
       insert into promotions (id, code, promotion_code, name, percent, times) values (uuid_v7(), 'few', 'FEW', 'Few', 10, 3), (uuid_v7(), 'many', 'MANY', 'Many', 20, null)
       returning id
     ) insert into redemption_counts (promotion_id, redeemed) select id, 0 from p`,
  )
  return {
    steps: { taken: 0 },
    customers,
    staff: { warehouse, kitchen, courier, manager },
    couriers,
    dishes: await idsOf(database, 'select id from products order by name limit 12'),
    ingredients: await idsOf(database, 'select id from ingredients order by name'),
  }
}

/** Numbers that pick what a step does. */
interface Choice {
  customer: number
  dish: number
  order: number
  other: number
}
type Step = (session: Session, world: World, choice: Choice) => Promise<unknown>

const at = (items: readonly string[], n: number): string => items[n % items.length] ?? ''

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()

/** Few request ids at a time, so that requests of every kind meet under one; later ones are new, so that there is always something to do. */
const requestOf = ({ steps }: World, n: number) =>
  `00000000-0000-4000-8000-${String(Math.floor(steps.taken / 30) * 4 + (n % 4)).padStart(12, '0')}`

const newestOrder = async ({ database }: Session, account: string | null, n: number) => {
  const sql = 'select id from orders where $1::uuid is null or account_id = $1 order by placed_at desc, id limit 12'
  return at(await idsOf(database, sql, [account]), n) || randomUUID()
}

const findPayment = async (session: Session, n: number) => {
  const order = await newestOrder(session, null, n)
  return at(await idsOf(session.database, 'select id from payments where order_id = $1', [order]), n)
}

const paymentOf = async (session: Session, n: number) => (await findPayment(session, n)) || randomUUID()

const placing =
  (late: boolean): Step =>
  async ({ place, placeLate }, world, { customer, dish, order, other }) => {
    const { customers, dishes } = world
    const many = Array.from({ length: 1 + (other % 4) }, async (_, n) => {
      const paymentMethod = (['cash', 'card'] as const)[late ? 1 : (n + other) % 2]
      const { items, ...rest } = placement(at(dishes, dish + n), { paymentMethod, requestId: requestOf(world, order + n) })
      const hours = [1, 48][other % 5]
      const delivery = { ...rest.delivery, ...(hours && { at: inHours(hours) }) }
      const both = [...items, ...placement(at(dishes, dish + n + 5)).items]
      const promotionCode = [undefined, 'FEW', 'MANY'][(n + order) % 3]
      await (late ? placeLate : place)(at(customers, customer + n), {
        ...rest,
        delivery,
        items: both,
        promotionCode,
      } as Parameters<PlaceOrder>[1])
    })
    const refused = (await Promise.allSettled(many)).flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    if (refused.length > 0) throw refused.find((reason) => !(reason instanceof AppError)) ?? refused[0]
  }

/** An order whose feed head was locked for long. */
const placeInTurn: Step = async ({ database }, { customers, dishes }, { customer, dish }) => {
  const account = at(customers, customer)
  const { batch } = await batchOf(database, account, at(dishes, dish))
  await database.call('place_order_in_turn', [account, batch])
}

const cancel: Step = async (session, world, { customer, order, other }) => {
  const { customers } = world
  const accountId = at(customers, customer)
  const input = { requestId: requestOf(world, other), orderId: await newestOrder(session, accountId, order) }
  const change = statusChange({ to: 'cancelled', by: { role: 'customer', accountId }, reason: 'other' })
  await changeOrder(session.database, { event: 'order:cancel', input, accountId }, change)
}

const retry: Step = async (session, world, { customer, order, other }) => {
  const { customers } = world
  const accountId = at(customers, customer)
  const input = { requestId: requestOf(world, other), orderId: await newestOrder(session, accountId, order) }
  const payment = other % 3 === 0 ? ['cash', 'door'] : ['card', 'sandbox']
  const args = [accountId, randomUUID(), ...payment, input.requestId, 15]
  await changeOrder(session.database, { event: 'payment:retry', input, accountId }, { name: 'retry_payment', args })
}

const next: Partial<Record<OrderStatus, readonly [StaffRole, OrderStatus]>> = {
  placed: ['warehouse', 'confirmed'],
  confirmed: ['kitchen', 'in_preparation'],
  in_preparation: ['kitchen', 'ready_for_pickup'],
  ready_for_pickup: ['courier', 'in_transit'],
  in_transit: ['courier', 'delivered'],
}

/** One of the orders that are furthest on takes its next step, or is rejected. */
const advance: Step = async ({ database }, { staff }, { order, other }) => {
  const rows = await database.query<{ id: string; status: OrderStatus; courier: string | null; pin: string | null }>(
    `select id, status, courier_id as courier, pin from orders where status = any ($1) order by array_position($1, status) desc, id limit 12`,
    [Object.keys(next)],
  )
  const found = rows[order % Math.max(1, rows.length)]
  if (!found) return
  const [role, to] = other % 8 === 0 ? (['manager', 'rejected'] as const) : (next[found.status] ?? ['manager', 'rejected'])
  const by = { role, accountId: (role === 'courier' && found.courier) || staff[role] }
  const input = { requestId: randomUUID(), orderId: found.id }
  const pin = other % 5 === 0 ? '0000' : (found.pin ?? undefined)
  const entry = { event: 'order:advance', actor: role, actorId: by.accountId, orderId: found.id }
  await changeOrder(audited(database, entry), { event: 'order:advance', input, accountId: by.accountId }, statusChange({ to, by, pin }))
}

/** One of the newest steps is undone. */
const undo: Step = async ({ database }, { staff }, { order, other }) => {
  const rows = await database.query<{ id: string; role: StaffRole }>(
    `select id, last_step ->> 'role' as role from orders where last_step ? $1 order by last_step ->> 'at' desc, id limit 6`,
    // every other time a step that took something out of the warehouse
    [other % 2 === 0 ? 'movement' : 'role'],
  )
  const found = rows[order % Math.max(1, rows.length)]
  if (!found) return
  const accountId = staff[found.role]
  const input = { requestId: randomUUID(), orderId: found.id }
  await changeOrder(database, { event: 'order:undo', input, accountId }, { name: 'undo_step', args: [found.role, accountId] })
}

/** A manager begins with an order long before its day, by mistake, and undoes it. The warehouse has brought more than it needs. */
const beginEarly: Step = async ({ database, place }, { staff, customers, dishes }, { customer, dish, order }) => {
  const { delivery, ...asked } = placement(at(dishes, dish), { paymentMethod: 'cash', requestId: randomUUID() })
  await place(at(customers, customer), { ...asked, delivery: { ...delivery, at: inHours(48) } } as Parameters<PlaceOrder>[1])
  const rows = await database.query<{ id: string; status: OrderStatus; ingredients: string[]; quantities: number[] }>(
    `select o.id, o.status, p.ingredient_ids as ingredients, p.quantities
     from planned_reservations p join orders o on o.id = p.order_id
     where o.status in ('placed', 'confirmed') order by o.id desc limit 12`,
  )
  const found = rows[order % Math.max(1, rows.length)]
  if (!found) return
  const { id, status, ingredients, quantities } = found
  for (const [n, ingredient] of ingredients.entries()) {
    const request = [staff.warehouse, randomUUID(), bodyHash('stock:receive', { ingredient })]
    await database.call('receive_stock_once', [...request, ingredient, 10 * (quantities[n] ?? 0)])
  }
  const by = { role: 'manager', accountId: staff.manager } as const
  const change = (event: string, call: Parameters<typeof changeOrder>[2]) =>
    changeOrder(database, { event, input: { requestId: randomUUID(), orderId: id }, accountId: by.accountId }, call)
  if (status === 'placed') await change('order:advance', statusChange({ to: 'confirmed', by }))
  await change('order:advance', statusChange({ to: 'in_preparation', by }))
  await change('order:undo', { name: 'undo_step', args: [by.role, by.accountId] })
}

/** Lines of one of the orders under way are taken out, or something else is offered for one. */
const amend: Step = async ({ database }, { staff, dishes, ingredients }, { order, other, dish }) => {
  const rows = await database.query<{ id: string; line: number }>(
    `select o.id, i.line from orders o join order_items i on i.order_id = o.id
     where o.status in ('placed', 'confirmed', 'in_preparation') and i.quantity > i.removed order by o.placed_at desc, i.line limit 12`,
  )
  const found = rows[order % Math.max(1, rows.length)]
  if (!found) return
  const productId = at(dishes, dish)
  const substitute = {
    product_id: productId,
    quantity: 1,
    name: 'A dish',
    unit_price: other % 900,
    choices: [],
    exclude: [],
    tax_rate: null,
  }
  // as an order needs them: each ingredient once
  const offer = { substitute, ingredient_ids: [at(ingredients, dish), at(ingredients, dish + 1)], quantities: [1, 2], unfit_for: [] }
  const soldOut = other % 9 === 0 ? { product_id: productId } : {}
  const lines = [{ line: found.line, quantity: 1, ...soldOut, ...(other % 2 === 0 && offer) }]
  const accountId = staff.manager
  const input = { requestId: randomUUID(), orderId: found.id }
  const args = ['manager', accountId, JSON.stringify(lines), 'None is left.']
  await changeOrder(database, { event: 'order:amend', input, accountId }, { name: 'amend_order', args })
}

/** One of the open offers is answered, or its time ends. */
const answer: Step = async ({ database }, _, { order, other }) => {
  const rows = await database.query<{ id: string; accountId: string }>(
    `select o.id, o.account_id as "accountId" from amendments a join orders o on o.id = a.order_id where a.outcome = 'offered' order by o.id limit 6`,
  )
  const found = rows[order % Math.max(1, rows.length)]
  if (found && other % 3 > 0) {
    const input = { requestId: randomUUID(), orderId: found.id }
    const change = { name: 'answer_substitution', args: [found.accountId, other % 3 === 1] } as const
    await changeOrder(database, { event: 'order:answer_substitution', input, accountId: found.accountId }, change)
  } else {
    await database.query(
      `update amendments set answer_by = now() where order_id in (
         select order_id from amendments where outcome = 'offered' order by order_id limit 2 for no key update skip locked) and outcome = 'offered'`,
    )
    await database.call('expire_substitutions', [50])
  }
}

const postpone: Step = async (session, world, { order, other }) => {
  const accountId = world.staff.kitchen
  const input = { requestId: requestOf(world, other), orderId: await newestOrder(session, null, order) }
  await changeOrder(
    session.database,
    { event: 'order:delay', input, accountId },
    { name: 'delay_order', args: [1 + (other % 120), 'manager'] },
  )
}

const carriers = [
  ['courier', 'assign_order'],
  ['manager', 'assign_order'],
  ['courier', 'unassign_order'],
  ['manager', 'unassign_order'],
  ['courier', 'pick_up_order'],
] as const

/** An order gets a courier, or another, or none. */
const carry: Step = async (session, world, { order, other }) => {
  const [role, name] = carriers[other % carriers.length] ?? carriers[0]
  const courier = at(world.couriers, other)
  const accountId = role === 'courier' ? courier : world.staff.manager
  const args = name === 'pick_up_order' ? [courier, null] : [role, name === 'assign_order' ? courier : accountId]
  const taken = await idsOf(session.database, 'select id from orders where status = any (courier_statuses()) order by id limit 12')
  const input = { requestId: randomUUID(), orderId: at(taken, order) || (await newestOrder(session, null, order)) }
  await changeOrder(session.database, { event: 'order:assign', input, accountId }, { name, args })
}

const workShift: Step = async ({ database }, world, { order, other }) => {
  const courier = at(world.couriers, order)
  const request = [courier, requestOf(world, other), bodyHash('courier:end_shift', { other: other % 2 })]
  if (other % 4 === 0) await database.call('start_shift_once', request)
  else if (other % 4 === 1) await database.call('end_shift_once', [...request, courier])
  else if (other % 4 === 2) await seeCouriers(database, world.couriers)
  else {
    await database.query(
      "update shifts set seen_at = now() - interval '1 hour', missed_at = now() - interval '1 hour' where courier_id = $1 and ended_at is null",
      [courier],
    )
    await endLostShift(database)
  }
}

/** There is no answer at the door of an order that is on its way. */
const waitAtDoor: Step = async ({ database }, world, { order, other }) => {
  const accountId = world.staff.manager
  const [orderId = randomUUID()] = await idsOf(
    database,
    "select id from orders where status = 'in_transit' order by id offset $1 limit 1",
    [order % 3],
  )
  const input = { requestId: requestOf(world, other), orderId }
  await changeOrder(database, { event: 'order:wait_at_door', input, accountId }, { name: 'wait_at_door', args: ['manager', accountId] })
  // as if all of them were paid online
  await database.query(
    `update orders set pin = '1234' where id in (
       select id from orders where status = 'in_transit' and pin is null order by id for no key update skip locked)`,
  )
}

const collect: Step = async ({ database }, { staff, couriers }, { order, other }) => {
  const owed = await database.query<{ id: string; amount: number }>(
    `select o.id, p.amount from orders o join payments p on p.id = o.payment_id
     where o.status = 'in_transit' and p.status = 'requires_capture' order by o.id limit 12`,
  )
  const found = owed[order % Math.max(1, owed.length)]
  if (!found) return
  const input = { requestId: randomUUID(), orderId: found.id }
  const [role, accountId] = other % 4 === 0 ? ['manager', staff.manager] : ['courier', at(couriers, other)]
  const change = { name: 'collect_payment', args: [role, accountId, found.amount, 'EUR'] } as const
  await changeOrder(database, { event: 'payment:collect', input, accountId }, change)
}

const handOver: Step = async ({ database }, world, { order, other }) => {
  const hash = bodyHash('cash:hand_over', { order })
  const amount = [1 + (other % 3000), 'EUR', other % 3 === 0, 'counted']
  await database.call('hand_over_cash_once', [world.staff.manager, requestOf(world, other), hash, at(world.couriers, order), ...amount])
}

/** The customer shares an order, or stops. */
const share: Step = async (session, world, { customer, order, other }) => {
  const accountId = at(world.customers, customer)
  const input = { requestId: requestOf(world, other), orderId: await newestOrder(session, accountId, order) }
  const hash = bodyHash('order:share', input)
  const token = createHash('sha256').update(randomUUID()).digest()
  if (other % 3 > 0) await session.database.call('share_order', [accountId, input.requestId, hash, input.orderId, token])
  else await changeOrder(session.database, { event: 'order:unshare', input, accountId }, { name: 'unshare_order', args: [accountId] })
  await pruneLinks(session.database)
}

/** A message is queued, perhaps once more, and others are claimed, ended and pruned. */
const tell: Step = async ({ database }, { customers }, { customer, order, other }) => {
  const message = [at(customers, customer), `message ${order % 20}`, other % 2 === 0]
  await database.query("select queue_message('email', $1, 'a@example.com', 'verify_email', '{}', $2, $3)", message)
  for (const { id } of await claim(database, 'email', 3)) await end(database, id, 'failed', 'unknown')
  await database.query(
    "update messages set ended_at = now() - interval '8 days' where id in (select id from messages where outcome is not null order by id limit 2 for update skip locked)",
  )
  await pruneMessages(database)
}

/** A browser subscribes, perhaps one that another session has, or ends; the staff are told of news. */
const push: Step = async ({ database }, { customers, staff }, { customer, order, other }) => {
  const accountId = other % 3 === 0 ? staff.manager : at(customers, customer)
  const sessions = await idsOf(database, 'select id from sessions where account_id = $1 and end_reason is null order by id limit 3', [
    accountId,
  ])
  const endpoint = `https://push.test/${order % 9}`
  if (other % 4 > 0)
    await database.query("select subscribe_to_push($1, $2, $3, 'key', 'secret', 2)", [at(sessions, order) || null, accountId, endpoint])
  else
    await database.query('delete from push_subscriptions where account_id = $1 and session_id = $2', [
      accountId,
      at(sessions, order) || null,
    ])
  await alertStaff(database)
  await pruneStaffAlerts(database)
}

/** The address of an account changes, links are asked for, and one of the newest is used. */
const useLinks: Step = async ({ database }, { customers }, { customer, order, other }) => {
  const accountId = at(customers, customer)
  const emails = Array.from({ length: 4 }, (_, n) => `${(order + n) % 6}@example.com`)
  if (other % 5 === 0) await database.query('select change_email($1, $2)', [accountId, emails[0]])
  else if (other % 5 === 1) await database.query('select send_password_resets($1)', [emails])
  else if (other % 5 === 2) await database.query('select request_email_verification($1), welcome_customer($1)', [accountId])
  else {
    const name = other % 2 === 0 ? 'verify_email' : 'reset_password'
    const links = await idsOf(database, 'select id from account_tokens where purpose = $1 order by requested_at desc limit 6', [name])
    const hash = createHash('sha256').update(randomUUID()).digest()
    await database.query('select issue_token($1, $2)', [at(links, order) || randomUUID(), hash])
    await database.call(name, name === 'verify_email' ? [hash] : [hash, 'a hash'])
  }
}

/** In one transaction with the claim of the answer, like the requests that need several statements. */
const rate: Step = async (session, world, { order, other }) => {
  const delivered = await session.database.query<{ id: string; accountId: string }>(
    `select id, account_id as "accountId" from orders where status = 'delivered' order by delivered_at desc, id limit 6`,
  )
  const found = delivered[order % Math.max(1, delivered.length)]
  if (!found) return
  const { id: orderId, accountId } = found
  const request = { accountId, requestId: requestOf(world, other), hash: bodyHash('order:rate', { orderId }) }
  await session.database.transact((transaction) =>
    once(transaction, request, () => transaction.call('rate_order', [orderId, accountId, 1 + (other % 5), 4, null])),
  )
}

const saveFavorite: Step = async ({ database }, world, { customer, dish, other }) => {
  const { customers, dishes } = world
  const accountId = at(customers, customer)
  const items = JSON.stringify([{ productId: at(dishes, dish), name: 'A dish', quantity: 1, exclude: [] }])
  const request = { accountId, requestId: requestOf(world, other), hash: bodyHash('favorite:save', { items }) }
  await database.transact((transaction) =>
    once(transaction, request, () =>
      transaction.query('select save_favorite($1, $2, $3, $4)', [randomUUID(), accountId, `favourite ${other % 3}`, items]),
    ),
  )
}

const open: Step = async (session, _, { order }) => {
  const payment = await paymentOf(session, order)
  await session.database.transact(async (transaction) => {
    await transaction.call('open_payment', [payment, `sbx_${randomUUID()}`, null])
    const [request] = await transaction.query<{ accountId: string; requestId: string }>(
      'select o.account_id as "accountId", p.request_id as "requestId" from payments p join orders o on o.id = p.order_id where p.id = $1',
      [payment],
    )
    if (request) await replace(transaction, request, () => ({}))
  })
}

const settle: Step = async (session, world, { order, other }) => {
  const payment = await paymentOf(session, order)
  const status = (['processing', 'failed', 'succeeded', 'succeeded'] as const)[other % 4]
  const [owed] = await session.database.query<{ amount: number }>('select amount from payments where id = $1', [payment])
  await session.database.transact(async (transaction) => {
    await transaction.query("insert into payment_events (provider, id) values ('sandbox', $1) on conflict do nothing", [
      requestOf(world, order),
    ])
    await transaction.call('settle_payment', [
      payment,
      status,
      owed?.amount ?? 0,
      'EUR',
      JSON.stringify({ iban: 'SK8975000000000012345671' }),
    ])
  })
}

const settleRefund: Step = async ({ database }, _, { order, other }) => {
  const refunds = await idsOf(database, 'select id from refunds order by created_at desc limit 5')
  await database.call('settle_refund', [at(refunds, order) || randomUUID(), other % 5 === 0 ? 'failed' : 'succeeded', null])
}

/** A refund that was made in the dashboard of the service, now and then one that we know, reported several times. */
const recordRefund: Step = async (session, _, { order, other }) => {
  const payment = await findPayment(session, order)
  if (payment === '') return
  const [known] = await idsOf(session.database, 'select id from refunds where payment_id = $1 limit 1', [payment])
  const status = (['pending', 'succeeded', 'failed'] as const)[other % 3]
  await session.database.transact((transaction) =>
    transaction.call('record_refund', [payment, other % 2 === 0 ? known : null, `re_${order}`, 1 + (other % 500), 'EUR', status]),
  )
}

const recordDispute: Step = async (session, _, { order, other }) => {
  const payment = await findPayment(session, order)
  if (payment === '') return
  const status = (['open', 'won', 'lost'] as const)[other % 3]
  await session.database.transact((transaction) =>
    transaction.call('record_dispute', [payment, `dp_${order % 4}`, 1 + (other % 500), 'EUR', 'fraudulent', status]),
  )
}

/** A manager gives some of a new order back, or all of it. */
const refund: Step = async (session, world, { order, other }) => {
  const accountId = world.staff.manager
  const input = { requestId: requestOf(world, other), orderId: await newestOrder(session, null, order) }
  const asked = JSON.stringify(
    [{ lines: [{ line: 0, quantity: 1 }] }, { delivery: true }, { amount: 1 + (other % 300) }, { all: true }][other % 4],
  )
  const change = { name: 'refund_order', args: [accountId, asked, 'EUR', 'A reason'] } as const
  await changeOrder(session.database, { event: 'order:refund', input, accountId }, change)
}

/** A manager has sent the money of a refund that failed. */
const sendRefund: Step = async ({ database }, world, { order, other }) => {
  const failed = await idsOf(database, "select id from refunds where status = 'failed' order by created_at desc limit 5")
  const refundId = at(failed, order) || randomUUID()
  const hash = bodyHash('refund:settle', { refundId })
  await database.call('settle_refund_once', [world.staff.manager, requestOf(world, other), hash, refundId])
}

const uploadPicture: Step = async ({ database }, { dishes }, { dish, other }) => {
  const hash = String(other % 5).padStart(32, '0')
  await database.query('select add_picture($1, $2, $3)', [hash, [320], [240]])
  await database.query('update products set image = $2 where id = $1', [at(dishes, dish), other % 2 === 0 ? hash : null])
}

const removePictures: Step = async ({ database }) => {
  const claimed = await database.query<{ hash: string }>("select hash from claim_unused_pictures('0', 3)")
  await database.query('delete from pictures where hash = any ($1) and removed_at is not null', [claimed.map(({ hash }) => hash)])
}

const receive: Step = async ({ database }, world, { dish, other }) => {
  const {
    staff: { warehouse },
    ingredients,
  } = world
  await database.call('receive_stock_once', [
    warehouse,
    requestOf(world, other),
    bodyHash('stock:receive', { dish }),
    at(ingredients, dish),
    1 + (other % 500),
  ])
}

const adjust: Step = async ({ database }, world, { dish, other }) => {
  const {
    staff: { warehouse },
    ingredients,
  } = world
  const hash = bodyHash('stock:adjust', { dish })
  await database.call('adjust_stock_once', [warehouse, requestOf(world, other), hash, at(ingredients, dish), other % 500, 'count', null])
}

const cancelRestock: Step = async ({ database }, world, { dish, other }) => {
  const {
    staff: { warehouse },
  } = world
  const open = await idsOf(database, 'select id from open_restocks order by id limit 5')
  const restockId = at(open, dish) || randomUUID()
  await database.call('cancel_restock_once', [warehouse, requestOf(world, other), bodyHash('restock:cancel', { restockId }), restockId])
}

const newIngredient: Step = async ({ database }) => {
  await database.query(
    `with added as (
       insert into ingredients (id, name, unit, restock_quantity) select id, id::text, 'piece', 1 from gen_random_uuid() id returning id
     )
     insert into stock (ingredient_id, on_hand) select id, 1 from added`,
  )
}

const broadcast: Step = async ({ database }, { staff: { manager } }, { other }) => {
  if (other % 3 === 0)
    await database.query("insert into broadcasts (id, sender_id, title, body) values ($1, $2, 'New', 'New today')", [randomUUID(), manager])
  await database.call('send_broadcast_slice', [1 + (other % 5)])
}

const forget: Step = async ({ database }, { customers }, { customer, other }) => {
  const accountId = at(customers, customer)
  await database.transact(async (transaction) => {
    await transaction.call('end_links', [accountId])
    await transaction.query('select forget_account($1)', [accountId])
    await transaction.call('end_sessions', [accountId, 'revoked', null, other % 2 === 0 ? randomUUID() : null])
    await transaction.query(
      "insert into sessions (id, token_hash, account_id, expires_at) values ($1, sha256($2::bytea), $3, now() + interval '1 day')",
      [randomUUID(), randomUUID(), accountId],
    )
  })
}

const block: Step = async ({ database }, world, { customer, order, other }) => {
  const {
    staff: { manager },
    customers,
  } = world
  const hash = bodyHash('customer:block', { customer })
  const reason = other % 2 === 0 ? 'never pays' : null
  await database.call('block_customer_once', [manager, requestOf(world, order), hash, at(customers, customer), reason])
}

/** Couriers lose their account or their role, and get it back; sometimes a manager wants to lose it. */
const manageStaff: Step = async ({ database }, world, { order, other }) => {
  const { manager } = world.staff
  const who = other % 5 === 0 ? manager : at(world.couriers, order)
  const hash = bodyHash('staff:update', { order, other: other % 6 })
  const request = [manager, requestOf(world, other), hash, who]
  if (other % 3 === 0) await database.call('change_staff_once', [...request, other % 2 === 0 ? 'kitchen' : 'courier', null, 'sk'])
  else if (other % 3 === 1) await database.call('disable_staff_once', [...request, other % 2 === 0])
  else await database.call('end_staff_sessions_once', [...request, null, randomUUID()])
  // the other steps need them
  await database.call('change_staff', [null, at(world.couriers, order), 'courier', null, null])
  await database.call('disable_staff', [null, at(world.couriers, order), false])
}

const readNotifications: Step = async (session, { customers }, { customer, order, other }) => {
  const account = at(customers, customer)
  await markRead(session.database, account, other % 2 === 0 ? {} : { orderId: await newestOrder(session, account, order) })
}

const switchDish: Step = async ({ database }, { dishes }, { dish, other }) => {
  await database.call('set_availability', [at(dishes, dish), other % 4 > 0])
  const [choice] = await database.query<{ id: string; product: string }>(
    'select id, product_id as product from choices order by id limit 1',
  )
  if (choice) await database.call('set_choice_availability', [choice.product, choice.id, other % 3 > 0])
}

const emptyPartition: Step = async ({ database }, _, { other }) => {
  await database.query('update rotations set emptied_for = 0')
  await rotate(database, rotatedTables[other % rotatedTables.length] ?? 'answers')
}

/** The day of some orders has come. Sometimes there is nothing left of what one of them needs. */
const release: Step = async ({ database }, { staff }, { other }) => {
  const [needed] = await idsOf(database, 'select ingredient_ids[1] as id from planned_reservations order by order_id limit 1')
  if (needed && other % 3 === 0)
    await database.call('adjust_stock_once', [
      staff.warehouse,
      randomUUID(),
      bodyHash('stock:adjust', { needed }),
      needed,
      0,
      'count',
      null,
    ])
  await database.query(
    `update orders set deliver_at = now() where id in (
       select id from orders where released_at is null and deliver_at > now() + interval '1 day' and status in ('placed', 'confirmed')
       order by id limit 2 for no key update skip locked)`,
  )
  await database.call('release_orders', [50])
}

/** Some of the oldest orders have waited for an hour. */
const endUnconfirmed: Step = async ({ database }, _, { other }) => {
  await database.query(
    `update orders set placed_at = now() - interval '1 hour',
       timeline = jsonb_set(timeline, array[(jsonb_array_length(timeline) - 1)::text, 'at'], to_jsonb(rfc3339(now() - interval '1 hour')))
     where id in (select id from orders where status = 'placed' order by id limit 2 for no key update skip locked)`,
  )
  await database.call(other % 2 === 0 ? 'alarm_of_unconfirmed' : 'reject_unconfirmed', [50])
}

const steps: readonly [weight: number, step: Step][] = [
  [8, placing(false)],
  [4, placing(true)],
  [2, placeInTurn],
  [6, cancel],
  [4, retry],
  [16, advance],
  [4, undo],
  [2, beginEarly],
  [3, share],
  [4, amend],
  [4, answer],
  [4, waitAtDoor],
  [2, postpone],
  [4, carry],
  [3, workShift],
  [5, collect],
  [2, handOver],
  [3, rate],
  [2, saveFavorite],
  [2, tell],
  [3, push],
  [4, useLinks],
  [4, open],
  [4, settle],
  [2, settleRefund],
  [2, recordRefund],
  [2, recordDispute],
  [1, refund],
  [2, sendRefund],
  [1, uploadPicture],
  [1, removePictures],
  [3, receive],
  [2, adjust],
  [1, cancelRestock],
  [1, newIngredient],
  [2, broadcast],
  [1, forget],
  [1, block],
  [1, manageStaff],
  [2, readNotifications],
  [2, switchDish],
  [3, ({ database }) => database.call('expire_orders', [100])],
  [4, release],
  [2, endUnconfirmed],
  [2, ({ database }) => database.call('refresh_late_orders', ['-1 hour', 50])],
  [2, ({ database }) => database.call('refresh_menu_stock', [])],
  [2, ({ database }) => database.query('select count_orders(5)')],
  [1, emptyPartition],
  [1, ({ database }) => database.query('select forget_audit(30)')],
]

const number = fc.nat(10_000)
const step = fc.oneof(...steps.map(([weight, taken]) => ({ weight, arbitrary: fc.constant(taken) })))
const taken = fc.record({ step, customer: number, dish: number, order: number, other: number })

/** Takes `count` random steps. A refusal is an outcome like any other; every other error ends the walk. */
export const walk = async (session: Session, world: World, count: number): Promise<void> => {
  const [steps = []] = fc.sample(fc.array(taken, { minLength: count, maxLength: count, size: 'max' }), 1)
  for (const { step, ...choice } of steps) {
    world.steps.taken += 1
    try {
      await step(session, world, choice)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
    }
  }
}
