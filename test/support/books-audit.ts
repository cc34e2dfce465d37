/** Invariants of stock, payments and feed, checked in the database. */
import { expect } from 'chai'
import { readConfig } from '../../src/config.ts'
import { transitions, undoableStatuses } from '../../src/contract/order-life.ts'
import type { Database } from '../../src/database/database.ts'
import { createLogger } from '../../src/logger.ts'
import { createPayments } from '../../src/payments/payments.ts'
import { until } from './until.ts'

/** Returns a function that waits until no call to the payment service, no refund and no push is pending. */
export const createSettlement = async (database: Database, env: Record<string, string>, url: string) => {
  const { calls } = await createPayments({ config: readConfig(env), database, log: createLogger('silent'), localUrl: () => url })
  return () =>
    until(async () => {
      await calls.performDue()
      const [left] = await database.query<{ n: number }>(
        `select (select count(*) from provider_calls) + (select count(*) from refunds r join payments p on p.id = r.payment_id where r.status = 'pending' and p.provider <> 'door') + (select count(*) from outbox) as n`,
      )
      return expect(left?.n, 'calls, refunds and pushes under way').to.equal(0)
    }, 'everything is settled')
}

/** Reserved is the sum of the open reservations, and requested is what has not arrived of the open requests to the store. */
export const auditStock = async (database: Database): Promise<void> => {
  const wrong = await database.query(
    `select s.*, coalesce(held.quantity, 0) as held, coalesce(asked.rest, 0) as asked from stock s left join (
       select ingredient_id as id, sum(rest) as rest from open_restocks group by ingredient_id
     ) asked on asked.id = s.ingredient_id left join (
       select t.id, sum(t.quantity) as quantity from reservations r cross join unnest(r.ingredient_ids, r.quantities) t(id, quantity) group by t.id
     ) held on held.id = s.ingredient_id
     where s.reserved <> coalesce(held.quantity, 0) or s.requested <> coalesce(asked.rest, 0)`,
  )
  expect(wrong, 'stock that does not add up').to.deep.equal([])
  const stray = await database.query(
    `select o.id, o.status from orders o left join reservations r on r.order_id = o.id
     where (r.order_id is not null) <> (o.status in ('awaiting_payment', 'placed', 'confirmed')
       or exists (select from amendments a where a.order_id = o.id and a.outcome = 'offered' and a.ingredient_ids <> '{}'))`,
  )
  expect(stray, 'orders that hold stock, or do not, against their status').to.deep.equal([])
}

/** What is reserved is there or requested. A count and a cancelled request to the store may change that. */
export const auditCoverage = async (database: Database, ingredients: readonly string[]): Promise<void> => {
  const sql = 'select * from current_stock where reserved > on_hand + requested and ingredient_id = any ($1)'
  const uncovered = await database.query(sql, [ingredients])
  expect(uncovered, 'stock that is promised and not covered').to.deep.equal([])
}

/** What is on hand is what the movements add up to. */
export const auditMovements = async (database: Database): Promise<void> => {
  const unexplained = await database.query(
    `select s.*, moved.quantity as moved from stock s left join (
       select t.id, sum(t.quantity) as quantity from stock_movements m cross join unnest(m.ingredient_ids, m.quantities) t(id, quantity) group by t.id
     ) moved on moved.id = s.ingredient_id
     where s.on_hand is distinct from moved.quantity`,
  )
  expect(unexplained, 'stock that its movements do not explain').to.deep.equal([])
}

/** What each of the staff carries is what they collected in cash, less what they handed over. */
export const auditCash = async (database: Database): Promise<void> => {
  const wrong = await database.query(
    `select coalesce(c.account_id, m.account_id) as account, c.carried, m.carried as moved from cash_accounts c full join (
       select account_id, sum(amount) as carried from (
         select account_id, amount from collections where method = 'cash' union all select account_id, difference - amount from cash_handovers
       ) x group by account_id
     ) m on m.account_id = c.account_id
     where coalesce(c.carried, 0) <> coalesce(m.carried, 0)`,
  )
  expect(wrong, 'cash that its movements do not explain').to.deep.equal([])
  const unbooked = await database.query(
    `select p.id from payments p left join collections c on c.payment_id = p.id
     where p.provider = 'door' and (c.payment_id is not null) <> (p.collected_by is not null)`,
  )
  expect(unbooked, 'payments that were collected by nobody, or collections without payment').to.deep.equal([])
}

/** What no foreign key proves: every line and every payment has its order, every order a line and its payment. */
export const auditOrders = async (database: Database): Promise<void> => {
  const torn = await database.query(
    `select coalesce(i.order_id, p.order_id, o.id) as order from orders o
     full join (select distinct order_id from order_items) i on i.order_id = o.id
     full join (select order_id, array_agg(id) as ids from payments group by order_id) p on p.order_id = o.id
     where i.order_id is null or p.order_id is null or o.id is null or o.payment_id <> all (p.ids)`,
  )
  expect(torn, 'orders without lines or payment, and lines or payments without order').to.deep.equal([])
}

/** At the payment service, charges less refunds are what is owed, and what banks have taken back; and our payments agree with the service's. */
export const auditLedger = async (database: Database, accountIds: readonly string[]): Promise<void> => {
  const orders = await database.query<{ order: string; status: string; balance: number; owed: number }>(
    `select o.id as order, o.status, coalesce(sum(s.amount) filter (where s.status = 'succeeded'), 0)::bigint - coalesce(sum(back.amount), 0)::bigint as balance,
       case when o.status in ('awaiting_payment', 'cancelled', 'rejected', 'expired', 'returned') or now_counts.provider = 'door'
         then (select coalesce(sum(d.amount), 0)::bigint from payments x join disputes d on d.payment_id = x.id where x.order_id = o.id and d.status <> 'won')
         else o.subtotal - o.discount + o.delivery_fee + o.tip - o.adjusted - (select coalesce(sum(r.amount), 0)::bigint
           from payments x join refunds r on r.payment_id = x.id where x.order_id = o.id and r.reason = 'made_elsewhere') end as owed
     from orders o join payments now_counts on now_counts.id = o.payment_id
     join payments p on p.order_id = o.id
     left join sandbox.payments s on s.payment_id = p.id
     left join lateral (select sum(r.amount) as amount from sandbox.refunds r where r.reference = s.reference) back on true
     where o.account_id = any ($1) group by o.id, now_counts.provider`,
    [accountIds],
  )
  expect(
    orders.filter(({ balance, owed }) => balance !== owed),
    'orders that were charged what is not owed',
  ).to.deep.equal([])
  const payments = await database.query(
    `select p.id, p.status, s.status as theirs, p.amount, back.amount as refunded from payments p join orders o on o.id = p.order_id
     join sandbox.payments s on s.payment_id = p.id
     left join lateral (select coalesce(sum(r.amount), 0)::bigint as amount from sandbox.refunds r where r.reference = s.reference) back on true
     where o.account_id = any ($1) and (p.status, s.status, back.amount) not in (
       values ('succeeded', 'succeeded', 0), ('refunded', 'succeeded', p.amount), ('canceled', 'canceled', 0),
         ('requires_action', 'requires_action', 0), ('processing', 'requires_action', 0), ('failed', 'failed', 0),
         ('partially_refunded', 'succeeded', greatest(1, least(back.amount, p.amount - 1))))`,
    [accountIds],
  )
  expect(payments, 'payments that the service knows otherwise').to.deep.equal([])
  const doors = await database.query(
    `select o.id, o.status, p.status as payment from orders o join payments p on p.id = o.payment_id
     where o.account_id = any ($1) and p.provider = 'door' and o.status = 'delivered' and p.amount > 0 and p.status <> 'succeeded'`,
    [accountIds],
  )
  expect(doors, 'orders that were handed over unpaid').to.deep.equal([])
}

interface Told {
  seq: number
  event: string
  data: { order?: { id: string; status: string; version: number }; orderId?: string; paymentId?: string; status?: string }
}

/** The feed has no gap, and tells each order's statuses in order, with rising versions, and the current status of its payment. */
export const auditFeed = async (database: Database, accountIds: readonly string[]): Promise<void> => {
  for (const accountId of accountIds) {
    const told = await database.query<Told>('select seq, event, data from feed_events where account_id = $1 order by seq', [accountId])
    const [head] = await database.query<{ seq: number }>('select seq from feed_heads where account_id = $1', [accountId])
    expect(told.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: head?.seq ?? 0 }, (_, n) => n + 1))
    const orders = await database.query<{ id: string; version: number; payment_id: string; payment_status: string; history: string[] }>(
      `select id, version, payment_id, payment_status, array(select e ->> 'status' from jsonb_array_elements(timeline) e) as history
       from order_rows where account_id = $1`,
      [accountId],
    )
    for (const order of orders) {
      const states = told.flatMap(({ data }) => (data.order?.id === order.id ? [data.order] : []))
      // when a courier takes an order, its status is told again
      const statuses = states.map(({ status }) => status).filter((status, n, all) => status !== all[n - 1])
      expect(statuses, `order ${order.id}`).to.deep.equal(order.history)
      const versions = states.map(({ version }) => version)
      expect(versions).to.deep.equal([...new Set(versions)].toSorted((a, b) => a - b))
      expect(versions.at(-1)).to.be.at.most(order.version)
      for (const [n, status] of order.history.entries()) {
        const before = order.history[n - 1] as keyof typeof transitions | undefined
        if (before === undefined) continue
        const undone = undoableStatuses.includes(before) && Object.hasOwn(transitions[status as keyof typeof transitions], before)
        if (!undone) expect(Object.keys(transitions[before])).to.include(status)
      }
      const payments = told.filter(({ data }) => data.paymentId === order.payment_id)
      if (payments.length > 0) expect(payments.at(-1)?.data.status, `payment of ${order.id}`).to.equal(order.payment_status)
    }
  }
}
