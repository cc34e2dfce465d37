/** Restores a backup, and brings back what must not be undone by it. */
import { readFile } from 'node:fs/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { recordAudit } from '../database/audit.ts'
import { connectDatabase } from '../database/connect.ts'
import { migrate } from '../database/migrate.ts'
import { reachDatabase } from '../database/reach.ts'
import type { Logger } from '../logger.ts'
import { kindOf } from './archive.ts'
import { cannotRead } from './cannot-read.ts'
import { connectClient } from './client.ts'
import { deletedInLog } from './deleted-in-log.ts'
import { openEmbedded } from './embedded-target.ts'
import { forget } from './forget.ts'
import { askServices } from './payments-since.ts'
import { openRecovered, openServer } from './server-target.ts'
import { endAllSessions, endLinks, endSessions, takeAccess, takeNumbers, takeSecondFactors } from './since.ts'
import type { Target } from './target.ts'

export interface RestoreOptions {
  config: Config
  log: Logger
  /** Absent: PostgreSQL has recovered the database already. */
  file: string | undefined
  /** Keep what is in the database aside, instead of refusing. */
  replace: boolean
  /** A file with the URL of a newer database that can still be read. */
  newer?: string | undefined
  /** Files with the logs of gateways. */
  logs: readonly string[]
  keepSessions: boolean
  /** The folder of pg_restore. */
  programs?: string | undefined
  tell(line: string): void
}

/** With what the files of the command line say, which are read before anything is changed. */
type Restoring = Omit<RestoreOptions, 'newer'> & { newerUrl: string | undefined; deletedInLogs: readonly string[] }

const readNewer = async (path: string): Promise<string> => {
  const url = (await readFile(path, 'utf8').catch(cannotRead(path))).trim()
  const client = await connectClient(url).catch((error: Error) => {
    throw new Error(`The database of --newer cannot be used: ${error.message}`, { cause: error })
  })
  await client.end()
  return url
}

const openTarget = async ({ config, log, file, replace, programs }: Restoring): Promise<Target> => {
  if (config.DATABASE_URL !== undefined) await reachDatabase(config.DATABASE_URL, { withinMs: 0 })
  if (file === undefined) {
    if (config.DATABASE_URL === undefined) throw new Error('--recovered is for the database of DATABASE_URL')
    return openRecovered(config.DATABASE_URL)
  }
  const kind = await kindOf(file)
  const options = { replace, ...(programs !== undefined && { programs }) }
  if (config.DATABASE_URL === undefined) return openEmbedded(config.DATA_DIR, file, { ...options, kind, log })
  if (kind === 'base backup')
    throw new Error(
      `${file} is a base backup of an embedded database, so it cannot become that of DATABASE_URL: restore it without DATABASE_URL`,
    )
  return openServer(config.DATABASE_URL, file, options)
}

/** A connection to the database that knows more, if there is one. */
const openNewer = async ({ newerUrl }: Restoring, { former }: Target): Promise<pg.Client | undefined> => {
  const url = newerUrl ?? former?.url
  if (url === undefined) return undefined
  const client = await connectClient(url)
  const schema = newerUrl === undefined ? former?.schema : undefined
  if (schema !== undefined) await client.query("select set_config('search_path', $1, false)", [schema])
  const { rows } = await client.query<{ known: boolean }>(
    "select to_regclass('accounts') is not null and to_regclass('sessions') is not null as known",
  )
  if (rows[0]?.known) return client
  await client.end()
  return undefined
}

const newestSql = `
  select rfc3339(greatest((select max(at) from feed_events), (select max(at) from audit), (select max(placed_at) from orders), (select max(last_seen_at) from sessions))) as at`

const underWaySql = `
  select (select count(*)::int from orders where status in (select from_status from order_transitions)) as orders,
    (select count(*)::int from messages) as messages, (select count(*)::int from pictures) as pictures`

const takeNewer = async (target: pg.Client, newer: pg.Client, { tell }: Restoring) => {
  const { changed, deleted } = await takeAccess(target, newer)
  await takeSecondFactors(target, newer)
  const [sessions, links] = [await endSessions(target, newer), await endLinks(target, newer)]
  await takeNumbers(target, newer)
  tell(
    `From the newer database: ${changed} accounts have another password, role or block; ${sessions} sessions and ${links} links to orders have ended since`,
  )
  return deleted
}

const withoutNewer = async (target: pg.Client, { keepSessions, logs, tell }: Restoring) => {
  if (keepSessions) tell('Sessions that were ended after the backup are valid again (--keep-sessions)')
  else
    tell(
      `No newer database can be read: ${await endAllSessions(target)} sessions are ended, because any of them may have been revoked since`,
    )
  tell('Passwords, roles and blocks are those of the backup, and the numbers of orders placed since are given again')
  if (logs.length === 0)
    tell('Accounts that were deleted after the backup exist again: name the logs of the gateways with --log to delete them')
}

/** What happened after the backup and can be known. */
const bringBack = async (target: pg.Client, options: Restoring, newer: pg.Client | undefined) => {
  const deleted = newer ? await takeNewer(target, newer, options) : []
  if (!newer) await withoutNewer(target, options)
  const { forgotten, waiting } = await forget(target, new Set([...deleted, ...options.deletedInLogs]))
  if (newer || options.logs.length > 0) options.tell(`${forgotten + waiting} accounts that were deleted after the backup are deleted again`)
  if (waiting > 0) options.tell(`${waiting} of them have orders under way: the gateway removes their data when these have ended`)
}

/** The last step: positions of the feed are worthless from now on, and links in mails of before the backup. */
const beginAnew = async (target: pg.Client) => {
  await target.query('begin')
  await target.query('update feed_heads set epoch = gen_random_uuid()')
  await target.query('delete from account_tokens')
  // the service may have made it since, and forgets the key of a request after a day: so the gateway looks for it first
  await target.query("update provider_calls set attempts = 1 where kind = 'refund' and attempts = 0")
  await target.query('commit')
  await target.query('analyze')
}

const complete = async (target: Target, options: Restoring): Promise<Date> => {
  const { tell } = options
  const applied = await migrate(target.url)
  tell(applied.length > 0 ? `Newer migrations: ${applied.join(', ')}` : 'The schema is up to date')
  const client = await connectClient(target.url)
  const newer = await openNewer(options, target)
  try {
    const { rows } = await client.query<{ at: string | null }>(newestSql)
    const newest = rows[0]?.at ?? undefined
    tell(
      newest === undefined
        ? 'The database had not been used when it was backed up: what came after it is lost, except for the following'
        : `The newest entry of the backup is of ${newest}: what came after it is lost, except for the following`,
    )
    await bringBack(client, options, newer)
    await beginAnew(client)
    tell('Clients get a new epoch of their feed: they load a fresh state when they connect')
    return new Date(newest ?? 0)
  } finally {
    await Promise.all([client.end(), newer?.end()])
  }
}

const askAfter = async (url: string, { config, log, tell }: Restoring, since: Date): Promise<boolean> => {
  const database = connectDatabase(url, { log })
  try {
    await recordAudit(database, { event: 'database:restore', actor: 'command_line', after: { newest: since.toISOString() } })
    const [left] = await database.query<{ orders: number; messages: number; pictures: number }>(underWaySql)
    tell(
      `${left?.orders} orders are under way as of the backup; ${left?.messages} messages wait, and some of them may have been sent before`,
    )
    if ((left?.pictures ?? 0) > 0) tell(`${left?.pictures} pictures are files, or in a bucket: a backup does not contain them`)
    const found = await askServices(config, database, { since, log })
    for (const line of found) tell(line)
    if (found.length === 0) tell('The payment services know of nothing that the database does not')
    return found.length > 0
  } catch (error) {
    tell(
      `The payment services could not be asked (${error instanceof Error ? error.message : error}): the gateway asks, and so does books check`,
    )
    return true
  } finally {
    await database.close()
  }
}

/** Resolves with true if a person should look at what it told. */
export const restore = async ({ newer, ...given }: RestoreOptions): Promise<boolean> => {
  const newerUrl = newer === undefined ? undefined : await readNewer(newer)
  const deletedInLogs = (await Promise.all(given.logs.map(deletedInLog))).flat()
  const options = { ...given, newerUrl, deletedInLogs }
  const target = await openTarget(options)
  try {
    await target.fill()
    options.tell(`${options.file ?? 'The recovered database'} is in its place`)
    const since = await complete(target, options)
    const isDoubtful = await askAfter(target.url, options, since)
    for (const line of await target.commit()) options.tell(line)
    return isDoubtful
  } catch (error) {
    await target.abandon()
    throw error
  }
}
