/**
 * `npx tsx bench/recommendations.ts`: counts the delivered orders of the database at DATABASE_URL (fill it with bench/seed.ts), and prints
 * how long the counting takes, and how long a recommendation takes for each of 1,000 customers.
 */
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/logger.ts'
import { MenuCopy } from '../src/menu/menu-copy.ts'
import { KnownCustomers } from '../src/orders/known-customers.ts'
import { openDatabase } from '../src/process/open-database.ts'
import { recommend } from '../src/requests/recommendation/list.ts'

const sampled = 1000

const measure = async () => {
  const database = await openDatabase(readConfig(), { log: createLogger('warn') })
  let counted = 0
  const started = performance.now()
  for (let slice = -1; slice !== 0; counted += slice) {
    const [row] = await database.query<{ slice: number }>('select count_orders(500) as slice')
    slice = row?.slice ?? 0
  }
  const seconds = (performance.now() - started) / 1000
  if (counted > 0) console.log(`counted ${counted} orders in ${seconds.toFixed(1)} s: ${Math.round(counted / seconds)} a second`)

  const [size] = await database.query('select (select count(*) from order_items) as items, (select count(*) from pair_counts) as pairs')
  const customers = await database.query<{ id: string }>(
    'select account_id as id from customer_tastes group by account_id order by md5(account_id::text) limit $1',
    [sampled],
  )
  const sources = { database, menu: new MenuCopy(database), customers: new KnownCustomers(database) }
  const times: number[] = []
  for (const { id } of customers) {
    const at = performance.now()
    await recommend(sources, id, { limit: 10 })
    times.push(performance.now() - at)
  }
  times.sort((a, b) => a - b)
  const quantile = (share: number) => `${(times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(1)} ms`
  console.log({ ...size, customers: customers.length, p50: quantile(0.5), p99: quantile(0.99), longest: quantile(1) })
  await database.close()
}

measure().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
