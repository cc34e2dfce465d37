/** What runs beside the gateway while it is measured: pruning, or a transaction that keeps its snapshot. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pruneAccounts } from '../../src/accounts/prune.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import { rotate, rotatedTables } from '../../src/database/rotate.ts'
import { createLogger } from '../../src/logger.ts'
import { cpuOf } from '../process.ts'
import { withClient } from './databases.ts'

export interface Beside {
  /** CPU time that it uses itself, in µs. It is not part of the cost of a request. */
  cpu(): number
  stop(): Promise<void>
}

export const nothingBeside: Beside = { cpu: () => 0, stop: async () => undefined }

/** Rows of each customer that are too old, in each slice. */
const oldRows = 1

/** Rows in the partitions that are emptied next (six periods before now), and sessions that have ended. */
export const addOldRows = (url: string) =>
  withClient(url, async (client) => {
    const from = `from generate_series(1, ${oldRows}) n cross join feed_heads h`
    const ago = (table: string) =>
      `now() - (select make_interval(days => (partitions - 1) * days) from rotations where table_name = '${table}')`
    await client.query(
      `insert into feed_events (account_id, seq, event, data, at)
       select h.account_id, n, 'order:status_changed', '{}', ${ago('feed_events')} ${from} on conflict do nothing`,
    )
    await client.query(
      `insert into notifications (account_id, seq, id, kind, title, body, at)
       select h.account_id, n, gen_random_uuid(), 'order', 'Old', 'Old', ${ago('notifications')} ${from} on conflict do nothing`,
    )
    await client.query(
      `insert into sessions (id, token_hash, account_id, expires_at)
       select gen_random_uuid(), sha256(gen_random_uuid()::text::bytea), h.account_id, now() - interval '40 days' ${from}`,
    )
  })

const pauseMs = 200

/** Prunes again and again: it empties the next partition of each table, and deletes old sessions (`addOldRows`). */
export const startPruning = async (url: string): Promise<Beside> => {
  const database = connectDatabase(url, { log: createLogger('error'), maxConnections: 1 })
  const [backend] = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  let isStopped = false
  const work = async () => {
    while (!isStopped) {
      await database.query('update rotations set emptied_for = 0')
      for (const table of rotatedTables) await rotate(database, table)
      await pruneAccounts(database)
      await sleep(pauseMs)
    }
  }
  const working = work()
  return {
    cpu: () => cpuOf(backend?.pid ?? 0),
    stop: async () => {
      isStopped = true
      await working
      await database.close()
    },
  }
}

/** A transaction that has read once and stays open: nothing that has been deleted or changed since can be removed. Returns what ends it. */
export const holdSnapshot = async (url: string): Promise<() => Promise<void>> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin isolation level repeatable read')
  await client.query('select count(*) from products')
  return async () => {
    await client.query('rollback')
    await client.end()
  }
}
