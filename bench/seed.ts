/**
 * `npx tsx bench/seed.ts --customers 10000 --orders 104 --heavy 2000`: writes a year of orders into the database at DATABASE_URL:
 * 104 for each of 10,000 customers and 2,000 for one more (login seed-heavy). Rows are in the order of time, as in production.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'
import type { Database } from '../src/database/database.ts'
import { createLogger } from '../src/logger.ts'
import { openDatabase } from '../src/process/open-database.ts'
import { openShopOf } from '../src/shop/open-shop.ts'

const days = 364
const daysAtOnce = 2

/** A UUIDv7 with the time of `moment`. */
const uuidv7 = (moment: string) =>
  `(lpad(to_hex((extract(epoch from ${moment}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid`

const accountsSql = `
  with person as (
    select ${uuidv7("now() - interval '53 weeks'")} as id, case when n = 0 then 'seed-heavy' else 'seed-' || n end as login from generate_series(0, $1::int) n
  ), account as (
    insert into accounts (id, role, login, email, name, address, time_zone)
    select id, 'customer', login, login || '@seed.invalid', initcap(login), 'Hlavná ' || login, 'Europe/Bratislava' from person
    on conflict (login) do nothing returning id
  )
  insert into feed_heads (account_id) select id from account`

// most orders are at noon and in the evening, popular dishes far more often than others, two or three addresses for each customer
const sliceSql = `
  with dishes as materialized (
    select array_agg(id order by md5(name)) as ids from products
  ), drawn as materialized (
    select a.id as account_id, a.login, moment, random() as fate, (5 + random() * 20)::int as cooking
    from accounts a
    cross join lateral generate_series(1, case when a.login = 'seed-heavy' then $3::int else $2::int end) k
    cross join lateral (
      select date_trunc('day', now()) - make_interval(days => $1::int - floor(random() * ${daysAtOnce})::int,
        mins => -(case when random() < 0.4 then 690 else 1050 end + (random() + random() - 1) * 120)::int, secs => -random() * 60 - 0 * k) as moment
    ) m
    where a.login like 'seed-%' and moment < now()
  ), past as materialized (
    select ${uuidv7('moment')} as id, ${uuidv7('moment')} as request_id, ${uuidv7('moment')} as payment_id, d.*,
      case when fate < 0.94 then 'delivered' when fate < 0.98 then 'cancelled' when fate < 0.99 then 'rejected' else 'returned' end as status,
      moment + make_interval(mins => cooking + 25) as promised, moment + make_interval(secs => 60 * (cooking + 5 + random() * 30)) as done
    from drawn d order by moment
  ), line as materialized (
    select p.id, l as line, dishes.ids[1 + floor(power(random(), 2) * cardinality(dishes.ids))::int] as product_id, 1 + floor(random() * 3)::int as quantity
    from past p cross join dishes cross join lateral generate_series(1, 1 + floor(3 * random() + 0 * p.cooking)::int) l
  ), priced as materialized (
    select l.*, d.name, d.price from line l join products d on d.id = l.product_id
  ), total as (
    select id, sum(quantity * price)::bigint as subtotal from priced group by id
  ), ordered as (
    insert into orders (id, account_id, request_id, version, status, payment_id, currency, subtotal, delivery_fee, delivery, cooking_minutes,
      delivery_minutes, restock_minutes, eta_earliest, eta_latest, eta_promised, cooking_started_at, cooking_finished_at, timeline, placed_at, delivered_at)
    select p.id, p.account_id, p.request_id, 6, p.status, p.payment_id, s.currency, t.subtotal, s.delivery_fee,
      jsonb_build_object('address', 'Hlavná ' || p.login || case when p.fate < 0.2 then ', práca' when p.fate < 0.25 then ', chata' else '' end),
      p.cooking, 15, 0, p.promised - interval '15 minutes', p.promised, p.promised,
      case when p.status in ('delivered', 'returned') then p.moment + interval '3 minutes' end,
      case when p.status in ('delivered', 'returned') then p.moment + make_interval(mins => 3 + p.cooking) end,
      jsonb_build_array(jsonb_build_object('status', 'placed', 'at', rfc3339(p.moment)), jsonb_build_object('status', p.status, 'at', rfc3339(p.done))),
      p.moment, case when p.status = 'delivered' then p.done end
    from past p join total t on t.id = p.id cross join store s order by p.moment
  ), paid as (
    insert into payments (id, order_id, method, provider, status, amount, currency, request_id)
    select p.payment_id, p.id, case when p.fate < 0.5 then 'cash' else 'pos' end, 'door', case when p.status = 'delivered' then 'succeeded' else 'canceled' end,
      t.subtotal + s.delivery_fee, s.currency, p.request_id
    from past p join total t on t.id = p.id cross join store s order by p.moment
  ), lined as (
    insert into order_items (order_id, line, product_id, name, quantity, unit_price)
    select id, line, product_id, name, quantity, price from priced order by id, line
  ), rated as (
    insert into ratings (order_id, rating, courier_rating, rated_at)
    select id, ceil(5 * sqrt(random()))::int, 5, done + interval '1 hour' from past where status = 'delivered' and fate < 0.3
  )
  select count(*) as orders from past`

const countersSql = `
  with rated as (
    select i.product_id, sum(r.rating) as sum, count(*) as count
    from ratings r join (select distinct order_id, product_id from order_items) i on i.order_id = r.order_id group by i.product_id
  ), counted as (
    update products p set rating_sum = r.sum, rating_count = r.count from rated r where r.product_id = p.id
  )
  update rating_totals set sum = t.sum, count = t.count, courier_sum = t.courier_sum, courier_count = t.courier_count
  from (
    select coalesce(sum(rating), 0) as sum, count(*) as count, coalesce(sum(courier_rating), 0) as courier_sum, count(courier_rating) as courier_count from ratings
  ) t`

export interface Seed {
  customers: number
  /** For each customer. */
  orders: number
  /** For the one customer with many orders. */
  heavy: number
}

/** Returns the number of orders written. */
export const seed = async (database: Database, { customers, orders, heavy }: Seed, onSlice: (orders: number) => void = () => undefined) => {
  await openShopOf(database)
  await database.query(accountsSql, [customers])
  let written = 0
  for (let ago = days; ago > 0; ago -= daysAtOnce) {
    const share = (of: number) => Math.round((of * (days - ago + daysAtOnce)) / days) - Math.round((of * (days - ago)) / days)
    const [row] = await database.transact(async ({ query }) => {
      // the planner misjudges the number of rows, and would join with loops instead of hashes
      await query('set local enable_nestloop = off')
      return query<{ orders: number }>(sliceSql, [ago, share(orders), share(heavy)])
    })
    written += row?.orders ?? 0
    onSlice(written)
  }
  await database.query(countersSql)
  for (const table of ['orders', 'order_items', 'payments', 'ratings']) await database.query(`vacuum analyze ${table}`)
  return written
}

const count = z.coerce.number().int().min(0).max(100_000)

const run = async () => {
  const { values } = parseArgs({ options: { customers: { type: 'string' }, orders: { type: 'string' }, heavy: { type: 'string' } } })
  const {
    customers = 10_000,
    orders = 104,
    heavy = 2000,
  } = z.object({ customers: count.optional(), orders: count.optional(), heavy: count.optional() }).parse(values)
  const database = await openDatabase(readConfig(), { log: createLogger('warn'), ofGateway: true })
  const started = performance.now()
  try {
    const written = await seed(database, { customers, orders, heavy }, (written) => process.stderr.write(`\r${written} orders`))
    console.log(`\n${written} orders of ${customers + 1} customers in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    await database.close()
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await run()
