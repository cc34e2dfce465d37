/** Brings the schema up to date: new files of `sql/tables`, then the files of `sql/functions` that have changed. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import { clientConfig } from './address.ts'
import { connectMayTakeMs } from './reach.ts'
import { type Applied, needsAll, replaceFunctions } from './replace-functions.ts'
import { readSqlFiles, type SqlFile, sqlDirectory } from './sql-files.ts'

/** A session that waits for a lock blocks every session after it, and a backup may hold a lock for hours: so we give up and try again. */
const lockTimeout = '2s'
const giveWayMs = 3000
const lockNotAvailable = '55P03'

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

const attempt = async (client: pg.Client, work: () => Promise<void>) => {
  try {
    await client.query(`begin; set local lock_timeout = '${lockTimeout}'`)
    await work()
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback')
    const cause = error instanceof Error && error.cause instanceof pg.DatabaseError ? error.cause : error
    if (cause instanceof pg.DatabaseError && cause.code === lockNotAvailable) return false
    throw error
  }
}

/** Commits the work. If another session holds a lock for long, sessions that wait may pass before the next attempt. */
const commit = async (client: pg.Client, work: () => Promise<void>) => {
  while (!(await attempt(client, work))) await sleep(giveWayMs)
}

const applyTables = async (client: pg.Client, files: readonly SqlFile[], applied: Applied) => {
  const added: string[] = []
  for (const file of files) {
    const before = applied.get(file.name)
    if (before && before.sha256 !== file.sha256)
      throw new Error(
        `${file.name} is not what this database was made with: files that were applied stay as they are, a change is a new file`,
      )
    if (before) continue
    await commit(client, async () => {
      await run(client, file)
      await client.query('insert into migrations (name, sha256) values ($1, $2)', [file.name, file.sha256])
    })
    added.push(file.name)
  }
  return added
}

const applyFunctions = async (client: pg.Client, files: readonly SqlFile[], applied: Applied) => {
  let added: string[] = []
  const replace = (anew: boolean) =>
    commit(client, async () => {
      added = await replaceFunctions(client, files, { applied, run: (file) => run(client, file), anew })
    })
  await replace(false).catch((error: unknown) => {
    if (!needsAll(error)) throw error
    return replace(true)
  })
  return added
}

const connect = async (url: string) => {
  const client = new pg.Client({
    ...clientConfig(url),
    application_name: 'customerbackend migrate',
    connectionTimeoutMillis: connectMayTakeMs,
  })
  client.on('error', () => undefined)
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
  const refusal = error instanceof Error && error.cause instanceof pg.DatabaseError ? error.cause : error
  if (!(refusal instanceof pg.DatabaseError && refusal.code === insufficientPrivilege)) return error
  const grants = `grant create on database "${database}" to "${user}"; grant usage, create on schema public to "${user}"`
  const remedy = `make it the owner of the database, or: ${grants}`
  return new Error(`The role ${user} may not change the schema (${refusal.message}): ${remedy}`, { cause: error })
}

/** Returns the names of the files that it applied. When several nodes call it at the same time, one works and the others wait. */
export const migrate = async (url: string, directory = sqlDirectory): Promise<string[]> => {
  const tables = await readSqlFiles(directory, 'tables')
  const functions = await readSqlFiles(directory, 'functions')
  const client = await connect(url)
  try {
    await client.query("select pg_advisory_lock(hashtext('customerbackend migrate'))")
    await client.query(
      `create table if not exists migrations (
         name text primary key, sha256 text not null, made text[] not null default '{}', applied_at timestamptz not null default now())`,
    )
    const { rows } = await client.query<{ name: string; sha256: string; made: string[] }>('select name, sha256, made from migrations')
    const applied: Applied = new Map(rows.map(({ name, ...row }) => [name, row]))
    return [...(await applyTables(client, tables, applied)), ...(await applyFunctions(client, functions, applied))]
  } catch (error) {
    throw explainRights(error, client)
  } finally {
    await client.end()
  }
}
