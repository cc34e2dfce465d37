/** The jobs that every node repeats in the background. Several nodes may run the same job at the same time. */
import { pruneAccounts } from '../accounts/prune.ts'
import type { Database, Queryable } from '../database/database.ts'
import { rotate, rotatedTables } from '../database/rotate.ts'
import { AppError } from '../errors.ts'
import type { Publisher } from '../feed/publish.ts'
import type { Logger } from '../logger.ts'
import type { MenuCopy } from '../menu/menu-copy.ts'
import { refreshMenuStock } from '../menu/refresh-stock.ts'
import { sendBroadcasts } from '../notifications/broadcast.ts'
import { refreshLateOrders } from '../orders/late.ts'
import { expireOrders, prunePaymentEvents } from '../payments/expire.ts'
import type { Payments } from '../payments/payments.ts'
import { countUnsettled, type Unsettled } from '../payments/unsettled.ts'
import { forgetDeletedAccounts } from '../privacy/forget.ts'
import { repeat } from '../queues/repeat.ts'
import { countOrders } from '../recommendations/count.ts'

/** What was waiting at the last count. */
export interface Backlog {
  /** Committed pushes that are not published. */
  outbox: number
  unsettled: Unsettled
}

export const nothingWaits = (): Backlog => ({ outbox: 0, unsettled: { calls: 0, refunds: 0, failing: 0 } })

interface Dependencies {
  database: Database
  publisher: Publisher
  payments: Payments
  menu: Pick<MenuCopy, 'refresh'>
  backlog: Backlog
  log: Pick<Logger, 'error'>
  onError: (error: unknown) => void
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

type Job = [name: string, everyMs: number, run: () => Promise<unknown>]

/** `stop` resolves when the current runs have ended. */
export const startBackground = ({
  database,
  publisher,
  payments,
  menu,
  backlog,
  log,
  onError,
}: Dependencies): { stop(): Promise<void> } => {
  const sweep = async () => {
    backlog.outbox = await publisher.sweep()
  }
  const lookAtPayments = async () => {
    await payments.lookUp()
    backlog.unsettled = await countUnsettled(database)
    if (backlog.unsettled.failing > 0) log.error(backlog.unsettled, 'refunds keep failing')
  }
  let stopping = false
  /** Ends long jobs between two of their statements when the node stops. */
  const slices: Queryable = {
    query: async (sql, bind) => {
      if (stopping) throw new AppError('draining')
      return database.query(sql, bind)
    },
  }
  // each runs and fails alone
  const work: Job[] = [
    ['clear the outbox', 0.5 * second, publisher.clearPublished],
    ['call payment services', 0.5 * second, payments.calls.performDue],
    ['deliver the sandbox', 0.5 * second, async () => payments.sandbox?.deliver()],
    ['sweep the outbox', second, sweep],
    ['expire orders', second, () => expireOrders(database)],
    ['refresh the stock of the menu', second, () => refreshMenuStock(database)],
    ['refresh the menu copy', second, () => menu.refresh()],
    ['send broadcasts', second, () => sendBroadcasts(database)],
    ['count orders', 5 * second, () => countOrders(database)],
    ['look up payments', 5 * second, lookAtPayments],
    ['refresh late orders', 10 * second, () => refreshLateOrders(database)],
    ...rotatedTables.map((table): Job => [`empty the oldest partition of ${table}`, minute, () => rotate(database, table)]),
    ['forget deleted accounts', hour, () => forgetDeletedAccounts(slices)],
    ['prune accounts', hour, () => pruneAccounts(slices)],
    ['prune payment events', hour, () => prunePaymentEvents(slices)],
  ]
  const running = work.map(([job, everyMs, run]) =>
    repeat(everyMs, run, (err) => {
      if (!stopping) log.error({ err, job }, 'background work failed')
    }),
  )
  return {
    stop: async () => {
      stopping = true
      await Promise.all(running.map(({ stop }) => stop()))
      publisher.stop()
      await publisher.clearPublished().catch(onError)
    },
  }
}
