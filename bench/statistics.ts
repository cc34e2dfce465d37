/**
 * `npx tsx bench/statistics.ts`: how long the lists, statistics and reports of a customer take on the database at DATABASE_URL (fill it with
 * bench/seed.ts), for the customer with 2,000 orders and for the others, one request at a time; then 200 reports at once.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { readConfig } from '../src/config.ts'
import type { Database } from '../src/database/database.ts'
import { createLogger } from '../src/logger.ts'
import { openDatabase } from '../src/process/open-database.ts'
import { createReports } from '../src/reports/reports.ts'
import { listOrders } from '../src/requests/order/list.ts'
import { createReport } from '../src/requests/order/report.ts'
import { orderStatisticsOf } from '../src/requests/order/statistics.ts'

const times = 200

const measure = async (name: string, work: (n: number) => Promise<unknown>, count = times) => {
  const taken: number[] = []
  for (let n = 0; n < count; n++) {
    const at = performance.now()
    await work(n)
    taken.push(performance.now() - at)
  }
  const first = taken[0] ?? 0
  taken.sort((a, b) => a - b)
  const quantile = (share: number) => (taken[Math.floor(share * (taken.length - 1))] ?? 0).toFixed(1)
  console.log(`${name.padEnd(48)} p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms, first ${first.toFixed(1)} ms`)
}

const measureCustomers = async (database: Database, heavy: string, others: readonly string[]) => {
  const other = (n: number) => others[n % others.length] ?? heavy
  for (const bucket of ['day', 'week', 'month', 'year', 'all'] as const) {
    await measure(`order:statistics by ${bucket}, 2,000 orders`, () => orderStatisticsOf(database, heavy, { bucket }))
  }
  await measure('order:statistics by day, 104 orders', (n) => orderStatisticsOf(database, other(n), { bucket: 'day' }))
  const second = await listOrders(database, heavy, { limit: 100 })
  await measure('order:list, the newest 20 of 2,000', () => listOrders(database, heavy, { limit: 20 }))
  await measure('order:list, 100 from a cursor', () => listOrders(database, heavy, { limit: 100, cursor: second.nextCursor }))
  await measure('order:list, 20 of a status', () => listOrders(database, heavy, { status: ['rejected'], limit: 20 }))
  await measure('order:list, 20 of 104', (n) => listOrders(database, other(n), { limit: 20 }))
}

const measureReports = async (database: Database, heavy: string, others: readonly string[]) => {
  const reports = createReports(console.error)
  const report = (accountId: string, input: Parameters<typeof createReport>[2]) => createReport({ database, reports }, accountId, input)
  const [newest] = (await listOrders(database, heavy, { limit: 1 })).orders
  const since = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  await measure('order:report, a receipt', () => report(heavy, { format: 'pdf', orderId: newest?.id }))
  await measure('order:report, PDF of 104 orders', (n) => report(others[n] ?? heavy, { format: 'pdf' }), 50)
  await measure('order:report, CSV of 104 orders', (n) => report(others[n] ?? heavy, { format: 'csv' }), 50)
  await measure('order:report, PDF of 2,000 orders', () => report(heavy, { format: 'pdf' }), 5)
  await measure('order:report, CSV of 1,000 orders', () => report(heavy, { format: 'csv', from: since(182) }), 5)

  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const started = performance.now()
  const made = await Promise.all(others.slice(0, 200).map((id) => report(id, { format: 'pdf' })))
  delay.disable()
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const ms = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(1)} ms`
  console.log(`${made.length} PDFs of 104 orders at once: ${seconds} s; event loop delay ${ms(delay.percentile(50))} at p50,`)
  console.log(`  ${ms(delay.percentile(99))} at p99, ${ms(delay.max)} at most`)
  await reports.stop()
}

const run = async () => {
  const database = await openDatabase(readConfig(), { log: createLogger('warn') })
  const find = (where: string) => database.query<{ id: string }>(`select id from accounts where ${where}`)
  const [heavy] = await find("login = 'seed-heavy'")
  const others = (await find("login like 'seed-%' and login <> 'seed-heavy' order by md5(login) limit 1000")).map(({ id }) => id)
  if (!heavy) throw new Error('run bench/seed.ts first')
  await measureCustomers(database, heavy.id, others)
  await measureReports(database, heavy.id, others)
  await database.close()
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
