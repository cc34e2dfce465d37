/** Says for whom a migration waits, and ends it if that takes too long. */
import type pg from 'pg'
import { commandClient } from './reach.ts'

/** An attempt to get a lock may be that short. */
const lookEveryMs = 100
const tellEveryMs = 1000

export interface LockWaitOptions {
  /** The longest wait for one lock, attempts and pauses together. */
  lockWaitMs?: number
  /** Called about once a second during a wait with the sessions that hold the lock, in words. */
  onLockWait?: (holders: string) => void
}

export interface LockWait {
  /** The lock that it waited for was given. */
  isOver(): void
  /** Throws if it has waited for too long. */
  endIfTooLong(): void
  /** The error of a migration that waited for too long. */
  explain(): Error | undefined
  stop(): Promise<void>
}

interface Holder {
  pid: number
  name: string
  state: string | null
  seconds: number | null
}

/** The key of the advisory lock of the migration that works. */
export const turn = "hashtext('customerbackend migrate')"

// no text of a query: it may contain values
const holdersSql = `
  select a.pid, a.application_name as name, a.state, extract(epoch from clock_timestamp() - a.xact_start)::int as seconds
  from pg_stat_activity a
  where a.pid = any (pg_blocking_pids($1)) or a.datname = current_database() and a.pid <> $1 and a.pid in (
    select l.pid from pg_locks l
    where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and (l.classid::bigint << 32 | l.objid::bigint) = ${turn})
  order by a.xact_start`

const describe = ({ pid, name, state, seconds }: Holder) => {
  const since = seconds === null ? '' : `, in a transaction for ${seconds} s`
  return `${name === '' ? 'a session without a name' : name} (pid ${pid}, ${state ?? 'another user'}${since})`
}

const processIdOf = async (client: pg.Client) => (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid ?? 0

/** Watches the session of `client` from a session of its own. */
export const watchLocks = async (
  url: string,
  client: pg.Client,
  { lockWaitMs = Number.POSITIVE_INFINITY, onLockWait = () => undefined }: LockWaitOptions,
): Promise<LockWait> => {
  const pid = await processIdOf(client)
  const watcher = commandClient(url, 'customerbackend migrate, locks')
  await watcher.connect()
  let waitsSince: number | undefined
  let [holders, isTooLong, toldAt] = ['', false, Number.NEGATIVE_INFINITY]

  const look = async () => {
    const found = (await watcher.query<Holder>(holdersSql, [pid])).rows
    if (found.length === 0) return
    waitsSince ??= performance.now()
    holders = found.map(describe).join(' and ')
    const now = performance.now()
    if (now - toldAt >= tellEveryMs) {
      toldAt = now
      onLockWait(holders)
    }
    if (now - waitsSince < lockWaitMs) return
    isTooLong = true
    // the statement that waits fails
    await watcher.query('select pg_cancel_backend($1)', [pid])
  }
  let looking = Promise.resolve()
  const timer = setInterval(() => {
    // a connection that broke is that of the migration too, which says so
    looking = looking.then(look).catch(() => undefined)
  }, lookEveryMs)

  const explain = () =>
    isTooLong
      ? new Error(`The migration waited too long for a lock: it is held by ${holders}. Nothing is half applied: run it again later`)
      : undefined
  return {
    isOver: () => {
      waitsSince = undefined
    },
    endIfTooLong: () => {
      const error = explain()
      if (error) throw error
    },
    explain,
    stop: async () => {
      clearInterval(timer)
      await looking
      await watcher.end()
    },
  }
}
