/** The gateway, with code that changes orders in its process: these commits are published like those of its own requests. */
import { readConfig } from '../../src/config.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import type { Database } from '../../src/database/database.ts'
import type { FeedPush, Push } from '../../src/database/outbox.ts'
import { startGateway } from '../../src/gateway/gateway.ts'
import { createLogger } from '../../src/logger.ts'
import { disableParallelScavenge } from '../../src/process/v8-flags.ts'
import { sharedNow } from '../wire/clock.ts'
import { menuChange, onDemand, stamped, statusChange } from './demand.ts'

disableParallelScavenge()
const config = readConfig()
const log = createLogger(config.LOG_LEVEL)
const database = connectDatabase(config.DATABASE_URL ?? '', { log })

/** The last event of each feed: the gateway sends a socket no event twice. */
const heads = new Map<string, number>()

/** When the last transaction had only its COMMIT left to send. One runs at a time: `onDemand` waits for each. */
let committedAt = 0

const stamp = (pushes: readonly Push[]) => {
  for (const push of pushes) if ('seq' in push) heads.set(push.accountId, push.seq)
  for (const push of pushes) push.data = `${push.data.slice(0, -1)},"committedAt":${committedAt}}`
}
// registered before the gateway's publisher, so that the time is set when that runs
database.onCommit(stamp)

const publishers: ((pushes: readonly Push[]) => void)[] = []
const observed: Database = {
  ...database,
  onCommit: (listener) => {
    publishers.push(listener)
    database.onCommit(listener)
  },
}

/** All of a change: the event in the feed and the outbox, the commit, the push, and clearing the outbox. */
const commit = (accountIds: readonly string[]) =>
  database.transact(async (transaction) => {
    await transaction.call('bench_commit', [accountIds, JSON.stringify(statusChange())])
    committedAt = sharedNow()
  })

/** Only the part of a change after its commit. */
const publish = (accountIds: readonly string[]) => {
  const at = new Date().toISOString()
  const pushOf = (accountId: string): FeedPush => {
    const seq = (heads.get(accountId) ?? 0) + 1
    heads.set(accountId, seq)
    return { outboxId: 0, accountId, seq, event: 'order:status_changed', at, data: JSON.stringify(stamped(statusChange())) }
  }
  const pushes = accountIds.map(pushOf)
  for (const publisher of publishers) publisher(pushes)
}

/** To every connected customer. */
const broadcast = () =>
  database.transact(async (transaction) => {
    await transaction.call('bench_broadcast', [JSON.stringify(menuChange())])
    committedAt = sharedNow()
  })

const gateway = await startGateway(config, observed, log)
onDemand({ commit, publish, broadcast })
console.log(`listening on http://127.0.0.1:${gateway.port}`)
process.on('SIGTERM', () => process.exit())
