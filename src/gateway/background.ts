/** The work of every node in the background. Several nodes may do the same work at the same time. */
import { pruneAccounts } from '../accounts/prune.ts'
import type { Config } from '../config.ts'
import type { Database, Queryable } from '../database/database.ts'
import { isOutage } from '../database/failures.ts'
import { rotate, rotatedTables } from '../database/rotate.ts'
import { AppError } from '../errors.ts'
import type { Publisher } from '../feed/publish.ts'
import type { Logger } from '../logger.ts'
import type { MenuCopy } from '../menu/menu-copy.ts'
import { pruneMessages } from '../messages/prune.ts'
import type { Sender } from '../messages/sender.ts'
import type { Metrics } from '../metrics.ts'
import { pruneLinks } from '../orders/prune-links.ts'
import { prunePaymentEvents } from '../payments/expire.ts'
import type { FailingRefunds } from '../payments/failing-refunds.ts'
import type { Payments } from '../payments/payments.ts'
import type { Pictures } from '../pictures/pictures.ts'
import { forgetDeletedAccounts } from '../privacy/forget.ts'
import { pruneStaffAlerts } from '../push/alert-staff.ts'
import { repeat } from '../queues/repeat.ts'
import { Retry } from '../queues/retry.ts'
import type { Backlog } from './backlog.ts'
import { createJobs } from './jobs.ts'
import { WaitingWork } from './waiting-work.ts'

interface Dependencies {
  config: Pick<Config, 'AUDIT_DAYS'>
  database: Database
  publisher: Publisher
  payments: Payments
  pictures: Pick<Pictures, 'removeUnused'>
  menu: Pick<MenuCopy, 'refresh'>
  senders: readonly Sender[]
  backlog: Backlog
  failing: FailingRefunds | undefined
  metrics: Pick<Metrics, 'backgroundFailures'>
  log: Pick<Logger, 'error'>
  onError: (error: unknown) => void
}

/** Commits of this time share a statement that clears the outbox. */
const clearAfterMs = 500
const minute = 60_000
const hour = 60 * minute

type Job = [name: string, everyMs: number, run: () => Promise<unknown>]

interface Background {
  /** A look for work has succeeded within the last seconds. */
  seesDatabase: () => boolean
  /** Resolves when the current runs have ended. */
  stop(): Promise<void>
}

export const startBackground = ({
  config,
  database,
  publisher,
  payments,
  pictures,
  menu,
  senders,
  backlog,
  failing,
  metrics,
  log,
  onError,
}: Dependencies): Background => {
  let stopping = false
  /** Ends long jobs between two of their statements when the node stops. */
  const slices: Queryable = {
    query: async (sql, bind) => {
      if (stopping) throw new AppError('draining')
      return database.query(sql, bind)
    },
  }
  const report = (err: unknown, job: string) => {
    if (stopping || isOutage(err)) return
    metrics.backgroundFailures.inc({ work: job })
    log.error({ err, job }, 'background work failed')
  }
  const jobs = createJobs({ database, publisher, payments, menu, senders, backlog, failing })
  const waiting = new WaitingWork({ database, floor: publisher.floor, jobs, onError: report })
  const clearing = new Retry(publisher.clearPublished, (error) => report(error, 'clear the outbox'), clearAfterMs)
  database.onCommit((pushes) => {
    clearing.start()
    // a payment that moved may have stored a call to its service
    if (pushes.some(({ event }) => event === 'payment:status_changed')) waiting.wake()
  })
  payments.sandbox?.onOwed(waiting.wake)
  // each runs and fails alone
  const work: Job[] = [
    ...rotatedTables.map((table): Job => [`empty the oldest partition of ${table}`, minute, () => rotate(database, table)]),
    ['forget deleted accounts', hour, () => forgetDeletedAccounts(slices)],
    ['prune accounts', hour, () => pruneAccounts(slices)],
    ['forget the oldest of the audit log', hour, () => slices.query('select forget_audit($1)', [config.AUDIT_DAYS])],
    ['prune tracking links', hour, () => pruneLinks(slices)],
    ['prune messages', hour, () => pruneMessages(slices)],
    ['prune alerts of the staff', hour, () => pruneStaffAlerts(slices)],
    ['prune payment events', hour, () => prunePaymentEvents(slices)],
    ['remove unused pictures', hour, () => pictures.removeUnused()],
  ]
  for (const job of ['look for work', 'clear the outbox', ...jobs.map(({ name }) => name), ...work.map(([name]) => name)])
    metrics.backgroundFailures.inc({ work: job }, 0)
  const running = work.map(([job, everyMs, run]) => repeat(everyMs, run, (err) => report(err, job)))
  return {
    seesDatabase: waiting.sees,
    stop: async () => {
      stopping = true
      clearing.stop()
      for (const { stop } of senders) stop()
      await Promise.all([waiting.stop(), ...running.map(({ stop }) => stop())])
      await Promise.all(senders.map(({ close }) => close()))
      publisher.stop()
      await publisher.clearPublished().catch(onError)
    },
  }
}
