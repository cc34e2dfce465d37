/** A customer who has some of everything, and what the database knows about them. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Database } from '../../src/database/database.ts'
import { arrive, connectCustomer, type TestGateway } from './gateway.ts'
import { advance, anyDish, bring, placement, staffOf } from './orders.ts'
import { confirm } from './sandbox.ts'
import { until } from './until.ts'

export type Victim = Awaited<ReturnType<typeof makeVictim>>

/** The ids in these tables are public. */
const publicTables = ['products', 'categories', 'ingredients', 'options', 'choices']

const quoted = (name: string) => `"${name}"`

/** Enough for every kind of row that an id may name. Orders, in all their statuses, need the most. */
const ofEachColumn = 8

/** Ids of every kind in the database, without those of the menu and of nodes, which every client is told. */
const everyPrivateId = async (database: Database): Promise<string[]> => {
  const columns = await database.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and data_type = 'uuid' and table_type = 'BASE TABLE' and column_name <> 'node'`,
  )
  const selects = columns.map(
    ({ table, column }) =>
      `(select distinct ${quoted(column)} as id from ${quoted(table)} where ${quoted(column)} is not null limit ${ofEachColumn})`,
  )
  const known = publicTables.map((table) => `select id from ${table}`)
  const rows = await database.query<{ id: string }>(
    `select distinct id from (${selects.join(' union all ')}) t where id not in (${known.join(' union all ')})`,
  )
  return rows.map(({ id }) => id)
}

/** A customer with orders in several statuses, paid and unpaid, with a second session and with cursors of their lists. */
export const makeVictim = async (gateway: TestGateway) => {
  const person = await arrive(gateway)
  const staff = await staffOf(gateway)
  const productId = (await anyDish(gateway)).id
  const delivery = { address: 'Victim Street 66613', contactName: 'Vilma Victim', phone: '+421 900 666 131' }
  const place = async (paymentMethod: 'cash' | 'card') =>
    (await person.client.request('order:place', placement(productId, { paymentMethod, delivery, note: 'ring twice 66613' }))).order
  const open = await place('cash')
  const unpaid = await place('card')
  const paid = await place('card')
  await confirm(gateway, paid, 'succeeded')
  await person.client.pushed('order:status_changed', ({ data }) => data.order.id === paid.id && data.order.status === 'placed')
  const delivered = await place('cash')
  await bring(staff, delivered, 'delivered')
  const carried = await place('cash')
  await bring(staff, carried, 'in_transit')
  await advance(staff.warehouse, (await place('cash')).id, 'confirmed')
  await person.client.request('account:update', { address: delivery.address, phone: delivery.phone, name: delivery.contactName })
  const cancelled = await place('card')
  await confirm(gateway, cancelled, 'succeeded')
  await person.client.pushed('order:status_changed', ({ data }) => data.order.id === cancelled.id && data.order.status === 'placed')
  await person.client.request('order:cancel', { requestId: randomUUID(), orderId: cancelled.id, reason: 'other' })
  await person.client.pushed('payment:status_changed', ({ data }) => data.orderId === cancelled.id && data.status === 'refunded')
  const elsewhere = await connectCustomer(gateway, person.token)
  await until(async () => {
    const [left] = await gateway.database.query<{ n: number }>(
      `select (select count(*) from outbox) + (select count(*) from provider_calls) + (select count(*) from uncounted_orders)
         + (select count(*) from messages where ended_at is null) as n`,
    )
    return expect(left?.n, 'rows that wait').to.equal(0)
  }, 'nothing of it is under way')
  const { nextCursor } = await person.client.request('order:list', { limit: 1 })
  if (nextCursor === undefined) throw new Error('the customer has more orders than fit on a page')
  const ids = await everyPrivateId(gateway.database)
  return {
    ...person,
    elsewhere,
    staff,
    orders: { open, unpaid, paid, delivered, carried, cancelled },
    cursors: [nextCursor],
    /** The ids of the customer and of the staff who served them. */
    ids,
    /** What no other account may see. */
    secrets: [...ids, person.login, person.token, delivery.address, delivery.contactName, delivery.phone, 'ring twice 66613'],
    leave: () => {
      for (const client of [person.client, elsewhere, ...Object.values(staff).map((member) => member.client)]) client.close()
    },
  }
}

/** Every row with one of these ids of accounts, orders or payments, as text, without the time at which the gateway last asked the provider about a payment. */
export const rowsAbout = async (database: Database, ids: readonly string[]): Promise<string[]> => {
  const tables = await database.query<{ table: string; condition: string }>(
    `select table_name as table, string_agg(format('%I = any ($1::uuid[])', column_name), ' or ') as condition
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and data_type = 'uuid' and table_type = 'BASE TABLE' group by table_name`,
  )
  const found = await Promise.all(
    tables.map(({ table, condition }) =>
      database.query<{ row: string }>(`select (to_jsonb(t) - 'looked_up_at')::text as row from ${quoted(table)} t where ${condition}`, [
        ids,
      ]),
    ),
  )
  return found
    .flat()
    .map(({ row }) => row)
    .sort()
}
