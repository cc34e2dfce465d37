/**
 * Millions of orders within minutes: some ten thousand are made by `seed.ts`, and the others are copies of their rows with new ids, for
 * other customers. A column that is added to a table is copied too.
 */
import type pg from 'pg'
import { withoutIndexes } from './indexes.ts'

/** Orders made by one statement. */
const slice = 200_000

/** Beside the order itself, the tables with rows of an order, and what replaces their columns. */
const tables = [
  {
    table: 'orders',
    by: 'id',
    replaced: { id: 'c.id', account_id: 'c.account_id', request_id: 'c.request_id', payment_id: 'c.payment_id' },
  },
  { table: 'order_items', by: 'order_id', replaced: { order_id: 'c.id' } },
  { table: 'payments', by: 'order_id', replaced: { id: 'c.payment_id', order_id: 'c.id', request_id: 'c.request_id' } },
  { table: 'ratings', by: 'order_id', replaced: { order_id: 'c.id' } },
] as const

/** A UUIDv7 with the time of `moment`, so that rows are where they would be in production: at the end. */
const uuidv7 = (moment: string) =>
  `(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`

const columnsOf = async (client: pg.Client, table: string): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_identity = 'NO' and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  )
  return rows.map(({ name }) => name)
}

/** `insert into … select`, with some columns replaced. `from` names the copied row `t`. */
export const insertOf = async (
  client: pg.Client,
  table: string,
  replaced: Readonly<Record<string, string>>,
  from: string,
): Promise<string> => {
  const columns = await columnsOf(client, table)
  return `insert into ${table} (${columns.join(', ')}) select ${columns.map((name) => replaced[name] ?? `t.${name}`).join(', ')} ${from}`
}

/** Customers beside those with a session, until there are this many. They are numbered in `bench_customers`. */
export const addCustomers = async (client: pg.Client, wanted: number): Promise<void> => {
  const { rows } = await client.query<{ most: number }>('select max(n) as most from bench_customers')
  const most = rows[0]?.most ?? 0
  if (most >= wanted) return
  await client.query(
    `insert into bench_customers select n, ${uuidv7("now() - interval '53 weeks'")} from generate_series(${most + 1}, ${wanted}) n`,
  )
  const person = { id: 'c.id', login: "'grown-' || c.n", email: "'grown-' || c.n || '@bench.invalid'" }
  const from = `from bench_customers c cross join (select * from accounts where login = 'seed-1') t where c.n > ${most} order by c.n`
  await client.query(await insertOf(client, 'accounts', person, from))
  await client.query(`insert into feed_heads (account_id) select id from bench_customers where n > ${most}`)
}

/** Which order is copied to which customer, in the order of time. */
const mapSql = (from: number, to: number, copies: number, customers: number) => `
  create temp table copy as
  with drawn as materialized (
    select p.id as old, p.placed_at, 1 + floor(random() * ${customers})::int as n
    from bench_pattern p cross join generate_series(1, ${copies}) where p.n >= ${from} and p.n < ${to}
  )
  select d.old, ${uuidv7('d.placed_at')} as id, ${uuidv7('d.placed_at')} as payment_id, gen_random_uuid() as request_id, c.id as account_id
  from drawn d join bench_customers c on c.n = d.n order by 2`

/** Copies every order of `bench_pattern` so many times. */
export const copyOrders = async (client: pg.Client, copies: number, customers: number, show: (orders: number) => void): Promise<void> => {
  const { rows } = await client.query<{ patterns: number }>('select count(*)::int as patterns from bench_pattern')
  const patterns = rows[0]?.patterns ?? 0
  const inserts: string[] = []
  for (const { table, by, replaced } of tables)
    inserts.push(await insertOf(client, table, replaced, `from copy c join ${table} t on t.${by} = c.old order by c.id`))
  const step = Math.max(1, Math.floor(slice / copies))
  const copyAll = async () => {
    for (let from = 1; from <= patterns; from += step) {
      await client.query(mapSql(from, from + step, copies, customers))
      await client.query('analyze copy')
      for (const insert of inserts) await client.query(insert)
      await client.query('drop table copy')
      show(Math.min(patterns, from + step - 1) * copies)
    }
  }
  await withoutIndexes(
    client,
    tables.map(({ table }) => table),
    copyAll,
  )
}
