/** The largest valid rows of every list: each text as long as the contract allows, in letters of three bytes. */
import { randomUUID } from 'node:crypto'
import { maxMessageBytes, type Order } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import type { Client } from './client.ts'
import { anyDish, placement, type Staff } from './orders.ts'

const text = (length: number) => '€'.repeat(length)

interface Stage {
  gateway: { database: Database }
  customer: { id: string; client: Client<'/'> }
  staff: Staff
}

/** An order whose message is as long as a message may be. */
const placeLargest = async ({ gateway, customer }: Stage): Promise<Order> => {
  const { id: productId } = await anyDish(gateway)
  const order = (noteLength: number) =>
    placement(productId, {
      items: Array.from({ length: 50 }, () => ({ productId, quantity: 1, note: text(noteLength) })),
      delivery: { address: text(300), contactName: text(100), phone: '+421 900 123 456' },
      note: text(500),
    })
  let noteLength = 500
  while (Buffer.byteLength(JSON.stringify(['order:place', order(noteLength)])) > maxMessageBytes - 64) noteLength -= 1
  return (await customer.client.request('order:place', order(noteLength))).order
}

const copySql = `
  with copy as (select gen_random_uuid() as id, gen_random_uuid() as payment_id, gen_random_uuid() as request_id, n from generate_series(1, $2) n),
  copied as (
    insert into orders overriding user value
    select (jsonb_populate_record(o, jsonb_build_object('id', c.id, 'payment_id', c.payment_id, 'request_id', c.request_id,
      'placed_at', o.placed_at + c.n * interval '1 millisecond'))).*
    from orders o, copy c where o.id = $1 returning 1
  ), paid as (
    insert into payments
    select (jsonb_populate_record(p, jsonb_build_object('id', c.payment_id, 'order_id', c.id, 'request_id', c.request_id))).*
    from payments p join orders o on o.payment_id = p.id, copy c where o.id = $1 returning 1
  ), lined as (
    insert into order_items select (jsonb_populate_record(i, jsonb_build_object('order_id', c.id))).* from order_items i, copy c where i.order_id = $1
    returning 1
  )
  select (select count(*) from copied), (select count(*) from paid), (select count(*) from lined)`

/** More of the same order than one customer could place in the time of a test. */
export const copyOrder = (database: Database, orderId: string, times: number) => database.query(copySql, [orderId, times])

const rateSql = `
  insert into ratings (order_id, rating, courier_rating, comment, rated_at)
  select id, 2, 2, $2, now() + row_number() over () * interval '1 millisecond' from orders where account_id = $1`

const notifySql = `
  insert into notifications (account_id, seq, id, kind, title, body)
  select $1, n, gen_random_uuid(), 'promotion', $2, $3 from generate_series(1, 300) n`

/** Entries of the audit log as large as they can be. */
const auditSql = `
  insert into audit (at, event, actor, payload, before, after)
  select now() + n * interval '1 millisecond', 'shop:save', 'manager', v.value, v.value, v.value
  from generate_series(1, 150) n, (values (jsonb_build_object('text', repeat('€', 5000)))) v(value)`

const customersSql = `
  insert into accounts (id, role, login, email, name, phone, blocked_at, blocked_reason)
  select uuid_v7(), 'customer', 'largest-' || lpad(n::text, 24, '0'), lpad(n::text, 64, '0') || '@' || repeat('x', 60) || '.example',
    $1 || lpad(n::text, 4, '0'), '+421 900 123 456', now(), $2
  from generate_series(1, 300) n`

const sessionsSql = `
  insert into sessions (id, token_hash, account_id, user_agent, expires_at)
  select uuid_v7(), sha256(convert_to($1::uuid::text || n, 'UTF8')), $1::uuid, $2, now() + interval '30 days' from generate_series(1, 1500) n`

const stockSql = `
  with g as (
    insert into ingredients (id, name, unit, restock_minutes, restock_quantity)
    select gen_random_uuid(), $1 || to_char(n, 'FM0000'), 'piece', 20, 1 from generate_series(1, 600) n returning id
  )
  insert into stock (ingredient_id, on_hand) select id, 1000000 from g`

const reservationsSql = `
  insert into reservations (order_id, ingredient_ids, quantities)
  select o.id, r.ingredient_ids, r.quantities from orders o, reservations r where r.order_id = $1 and o.id <> r.order_id`

const restocksSql = `
  insert into restock_requests (ingredient_id, quantity, due_at)
  select id, 1, now() + row_number() over (order by id) * interval '1 millisecond' from ingredients order by id limit 300`

const refundsSql = `
  with paid as (select id from payments limit 1), payer as (
    insert into payers (payment_id, name, iban) select id, repeat('€', 140), repeat('9', 34) from paid
  )
  insert into refunds (id, payment_id, amount, currency, reason, status)
  select gen_random_uuid(), p.id, 1, 'EUR', 'order_ended', 'failed' from paid p, generate_series(1, 300)`

const disputesSql = `
  insert into disputes (payment_id, reference, amount, currency, reason, status)
  select p.id, lpad(n::text, 100, '0'), 1, 'EUR', $1, 'open' from (select id from payments limit 1) p, generate_series(1, 300) n`

const transfersSql = `
  insert into unmatched_transfers (provider, event_id, reference, amount, currency, payer)
  select 'bank', lpad(n::text, 100, '0'), $1, 1, 'EUR', jsonb_build_object('name', repeat('€', 140), 'iban', repeat('9', 34)) from generate_series(1, 300) n`

const messagesSql = `
  insert into messages (id, channel, account_id, address, template, data, urgent, due_at, expires_at, error)
  select uuid_v7(), 'email', $1, lpad(n::text, 64, '0') || '@' || repeat('x', 60) || '.example', 'password_changed', '{}', false, now() + interval '1 day', now() + interval '1 day', $2
  from generate_series(1, 300) n`

const couriersSql = `
  with courier as (
    insert into accounts (id, role, login, email, name, password_hash)
    select uuid_v7(), 'courier', 'courier-' || n, 'courier-' || n || '@example.com', $1 || to_char(n, 'FM0000'), '' from generate_series(1, 300) n returning id
  ), shift as (
    insert into shifts (id, courier_id) select id, id from courier
  )
  insert into cash_handovers (id, account_id, manager_id, amount, currency) select id, id, $2, 1, 'EUR' from courier`

const menuSql = `
  with p as (
    insert into products (id, category_id, name, description, price, prep_minutes, image, rating_sum, rating_count)
    select gen_random_uuid(), (select id from categories order by position limit 1), $1 || to_char(n, 'FM0000'), $2, 100, 5, $2, 5000, 1000
    from generate_series(1, 200) n returning id
  )
  insert into recipes (product_id, ingredient_id, quantity) select p.id, i.id, 1 from p, (select id from ingredients limit 20) i`

/** Fills every list of the customer and of the staff. How many entries each then has is asked of the database. */
export const fillLists = async (stage: Stage): Promise<void> => {
  const { gateway, customer } = stage
  const { database } = gateway
  const order = await placeLargest(stage)
  for (let n = 0; n < 7; n += 1)
    await customer.client.request('favorite:save', {
      requestId: randomUUID(),
      name: text(96) + String(n).padStart(4, '0'),
      orderId: order.id,
    })
  await copyOrder(database, order.id, 60)
  await database.query(rateSql, [customer.id, text(2000)])
  await database.query(notifySql, [customer.id, text(100), text(1000)])
  for (const { id } of [customer, stage.staff.kitchen]) await database.query(sessionsSql, [id, text(200)])
  await database.query(customersSql, [text(96), text(300)])
  await database.query(auditSql)
  await database.query(stockSql, [text(196)])
  await database.query(reservationsSql, [order.id])
  await database.query(restocksSql)
  await database.query(refundsSql)
  await database.query(disputesSql, [text(100)])
  await database.query(transfersSql, [text(100)])
  await database.query(messagesSql, [stage.staff.manager.id, text(300)])
  await database.query(couriersSql, [text(96), stage.staff.manager.id])
  await database.query(menuSql, [text(196), text(1000)])
}
