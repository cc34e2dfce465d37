/** Brings the schema up to date: new files of `sql/tables`, then the files of `sql/functions` that have changed. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import { version } from '../version.ts'
import { type LockWait, type LockWaitOptions, turn, watchLocks } from './lock-wait.ts'
import { commandClient } from './reach.ts'
import { type Applied, needsAll, replaceFunctions } from './replace-functions.ts'
import { readSqlFiles, type SqlFile, sqlDirectory } from './sql-files.ts'
import { concurrentIndex } from './table-locks.ts'

/**
 * A session that waits for a lock blocks every session after it, and a backup may hold a lock for hours: so we give up and try again. An
 * autovacuum gives way only to a session that has waited for deadlock_timeout (1s), so one attempt in five waits longer.
 */
const lockTimeout = (attempts: number) => (attempts % 5 === 4 ? '2s' : '200ms')
const giveWayMs = 2000
const lockNotAvailable = '55P03'

/** What PostgreSQL refused, behind the error of a file that names the line. */
const refusalOf = (error: unknown): unknown => (error instanceof Error && error.cause instanceof pg.DatabaseError ? error.cause : error)

const isLockNotAvailable = (error: unknown) => {
  const refusal = refusalOf(error)
  return refusal instanceof pg.DatabaseError && refusal.code === lockNotAvailable
}

/** Runs a file. An error names the file and the line. */
const run = async (client: pg.Client, { name, sql }: SqlFile) => {
  try {
    await client.query(sql)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    const line = error.position ? `:${sql.slice(0, Number(error.position)).split('\n').length}` : ''
    throw new Error(`${name}${line}: ${error.message}`, { cause: error })
  }
}

const attempt = async (client: pg.Client, timeout: string, work: () => Promise<void>) => {
  try {
    await client.query(`begin; set local lock_timeout = '${timeout}'`)
    await work()
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback')
    if (isLockNotAvailable(error)) return false
    throw error
  }
}

/** Tries until an attempt gets its lock, or the wait has been too long. */
const untilGiven = async ({ waiting }: Migration, pauseMs: number, tryOnce: (attempts: number) => Promise<boolean>) => {
  for (let attempts = 0; !(await tryOnce(attempts)); attempts += 1) {
    waiting.endIfTooLong()
    await sleep(pauseMs)
  }
  waiting.isOver()
}

/** Commits the work. If another session holds a lock for long, sessions that wait may pass before the next attempt. */
const commit = (migration: Migration, work: () => Promise<void>) =>
  untilGiven(migration, giveWayMs, (attempts) => attempt(migration.client, lockTimeout(attempts), work))

const turnMs = 100

/**
 * One migration at a time. A statement that waits keeps its snapshot, and `create index concurrently` of the migration that works waits for all
 * snapshots, a deadlock: so we do not wait in a statement.
 */
const waitForTurn = (migration: Migration) =>
  untilGiven(migration, turnMs, async () => {
    const { rows } = await migration.client.query<{ given: boolean }>(`select pg_try_advisory_lock(${turn}) as given`)
    return rows[0]?.given === true
  })

const record = (client: pg.Client, { name, sha256 }: SqlFile) =>
  client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256])

const invalidSql = 'select from pg_index where indexrelid = to_regclass($1) and not indisvalid'

/** One index, without blocking who writes to its table. It cannot be part of a transaction: an attempt that failed leaves an invalid index. */
const buildIndex = async ({ client, waiting }: Migration, file: SqlFile, index: string) => {
  const { rowCount } = await client.query(invalidSql, [index])
  if (rowCount) await client.query(`drop index concurrently ${index}`)
  await run(client, file)
  await record(client, file)
  waiting.isOver()
}

/** A row beside those of the files. In place of a checksum it has the version that has replaced the functions last. */
export const versionRow = 'version'

const numbersOf = (of: string) => (of.split('-')[0] ?? '').split('.').map(Number)

/** The version that has replaced the functions last, if it is newer than ours: its nodes may run, and call what our files do not have. */
export const newerThanOurs = (last: string | undefined): string | undefined => {
  const [theirs, ours] = [numbersOf(last ?? '0'), numbersOf(version)]
  const at = theirs.findIndex((number, n) => number !== (ours[n] ?? 0))
  return at >= 0 && (theirs[at] ?? 0) > (ours[at] ?? 0) ? last : undefined
}

const recordVersion = (client: pg.Client) =>
  client.query(
    `insert into migrations (name, sha256) values ($1, $2)
     on conflict (name) do update set sha256 = excluded.sha256, applied_at = now() where migrations.sha256 <> excluded.sha256`,
    [versionRow, version],
  )

const applyTables = async (migration: Migration, files: readonly SqlFile[], applied: Applied) => {
  const { client } = migration
  const added: string[] = []
  for (const file of files) {
    const before = applied.get(file.name)
    if (before && before.sha256 !== file.sha256)
      throw new Error(
        `${file.name} is not what this database was made with: files that were applied stay as they are, a change is a new file`,
      )
    if (before) continue
    const index = concurrentIndex(file.sql)
    if (index !== undefined) await buildIndex(migration, file, index)
    else
      await commit(migration, async () => {
        await run(client, file)
        await record(client, file)
      })
    added.push(file.name)
  }
  return added
}

const applyFunctions = async (migration: Migration, files: readonly SqlFile[], applied: Applied) => {
  let added: string[] = []
  const replace = (anew: boolean) =>
    commit(migration, async () => {
      added = await replaceFunctions(migration.client, files, { applied, run: (file) => run(migration.client, file), anew })
      await recordVersion(migration.client)
    })
  await replace(false).catch((error: unknown) => {
    if (!needsAll(error)) throw error
    return replace(true)
  })
  return added
}

const connect = async (url: string) => {
  const client = commandClient(url, 'customerbackend migrate')
  await client.connect().catch((cause: unknown) => {
    throw new AppError('database_unavailable', { cause })
  })
  // what the role has for the sessions of the gateway
  await client.query('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
  return client
}

const insufficientPrivilege = '42501'

/** Names the role and the remedy if PostgreSQL does not let it change the schema. */
const explainRights = (error: unknown, { user, database }: pg.Client): unknown => {
  const refusal = refusalOf(error)
  if (!(refusal instanceof pg.DatabaseError && refusal.code === insufficientPrivilege)) return error
  const grants = `grant create on database "${database}" to "${user}"; grant usage, create on schema public to "${user}"`
  const remedy = `make it the owner of the database, or: ${grants}`
  return new Error(`The role ${user} may not change the schema (${refusal.message}): ${remedy}`, { cause: error })
}

interface Migration {
  client: pg.Client
  waiting: LockWait
}

/** What was applied to this database, by the name of the file. */
export const readApplied = async (client: pg.Client): Promise<Applied> => {
  const { rows } = await client.query<{ name: string; sha256: string; made: string[] }>('select name, sha256, made from migrations')
  return new Map(rows.map(({ name, ...row }) => [name, row]))
}

export interface MigrateOptions extends LockWaitOptions {
  directory?: string
  /** Leave the functions of a newer version. */
  keepNewer?: boolean
  /** Called with the newer version whose functions stay. */
  onNewer?: (version: string) => void
}

/** Returns the names of the files that it applied. When several nodes call it at the same time, one works and the others wait. */
export const migrate = async (
  url: string,
  { directory = sqlDirectory, keepNewer = false, onNewer, ...waitOptions }: MigrateOptions = {},
): Promise<string[]> => {
  const tables = await readSqlFiles(directory, 'tables')
  const functions = await readSqlFiles(directory, 'functions')
  const client = await connect(url)
  const waiting = await watchLocks(url, client, waitOptions)
  try {
    const migration = { client, waiting }
    await waitForTurn(migration)
    await client.query(
      `create table if not exists migrations (
         name text primary key, sha256 text not null, made text[] not null default '{}', applied_at timestamptz not null default now())`,
    )
    const applied = await readApplied(client)
    const added = await applyTables(migration, tables, applied)
    const newer = keepNewer ? newerThanOurs(applied.get(versionRow)?.sha256) : undefined
    if (newer === undefined) return [...added, ...(await applyFunctions(migration, functions, applied))]
    onNewer?.(newer)
    return added
  } catch (error) {
    throw waiting.explain() ?? explainRights(error, client)
  } finally {
    await Promise.all([client.end(), waiting.stop()])
  }
}
