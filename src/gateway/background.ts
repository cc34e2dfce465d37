/** The work that every node repeats beside answering requests. Several nodes may do the same work at once. */
import { pruneAccounts } from '../accounts/prune.ts'
import { pruneAnswers } from '../answers/prune.ts'
import type { Database } from '../database/database.ts'
import { pruneFeed } from '../feed/prune.ts'
import type { Publisher } from '../feed/publish.ts'
import type { Logger } from '../logger.ts'
import { refreshMenuStock } from '../menu/menu.ts'
import { sendBroadcasts } from '../notifications/broadcast.ts'
import { pruneNotifications } from '../notifications/prune.ts'
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
  backlog: Backlog
  log: Pick<Logger, 'error'>
  onError: (error: unknown) => void
}

const second = 1000

/** `stop` resolves when the current runs have ended. */
export const startBackground = ({ database, publisher, payments, backlog, log, onError }: Dependencies): { stop(): Promise<void> } => {
  const sweep = async () => {
    backlog.outbox = await publisher.sweep()
  }
  const lookAtPayments = async () => {
    await payments.lookUp()
    backlog.unsettled = await countUnsettled(database)
    if (backlog.unsettled.failing > 0) log.error(backlog.unsettled, 'refunds keep failing')
  }
  const prune = async () => {
    for (const old of [forgetDeletedAccounts, pruneFeed, pruneAccounts, pruneAnswers, prunePaymentEvents, pruneNotifications])
      await old(database)
  }
  const work: [everyMs: number, () => Promise<unknown>][] = [
    [0.1 * second, publisher.clearPublished],
    [0.5 * second, payments.calls.performDue],
    [0.5 * second, async () => payments.sandbox?.deliver()],
    [second, sweep],
    [second, () => expireOrders(database)],
    [second, () => refreshMenuStock(database)],
    [second, () => sendBroadcasts(database)],
    [5 * second, () => countOrders(database)],
    [5 * second, lookAtPayments],
    [10 * second, () => refreshLateOrders(database)],
    [3600 * second, prune],
  ]
  const running = work.map(([everyMs, run]) => repeat(everyMs, run, onError))
  return {
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()))
      publisher.stop()
      await publisher.clearPublished().catch(onError)
    },
  }
}
