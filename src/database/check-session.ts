/** Tries what a connection pooler may break: the settings of a session, its prepared statements, and its locks. */
import pg from 'pg'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { clientConfig } from './address.ts'
import {
  ignoreOptions,
  keepStatements,
  lackingSettings,
  migrateDirectly,
  moreSessions,
  readLacking,
  refusesSettings,
  sessionSettings,
  setByRole,
  startupOptions,
} from './session-settings.ts'

const mayTakeMs = 5000
const statementIsGone = '26000'

const pidOf = z.object({ rows: z.array(z.object({ pid: z.int() })) })
const askPid = 'select pg_backend_pid() as pid'

const connect = async (url: string) => {
  const { options = '', ...config } = clientConfig(url)
  const client = new pg.Client({
    ...config,
    options: `${options} ${startupOptions}`.trim(),
    application_name: 'customerbackend start',
    connectionTimeoutMillis: mayTakeMs,
    query_timeout: mayTakeMs,
  })
  client.on('error', () => undefined)
  await client.connect().catch((cause: unknown) => {
    throw cause instanceof Error && refusesSettings(cause) ? new Error(ignoreOptions) : new AppError('database_unavailable', { cause })
  })
  return client
}

const keptOn = async (client: pg.Client): Promise<number | undefined> => {
  try {
    // a name, so that the session has to keep the statement
    return pidOf.parse(await client.query({ name: 'kept', text: askPid })).rows[0]?.pid
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === statementIsGone) return undefined
    throw error
  }
}

export interface Pooling {
  /** One client gets different sessions of PostgreSQL in turn. */
  takesTurns: boolean
  /** A prepared statement is still known then. */
  keepsStatements: boolean
}

/**
 * While the first client has no transaction, the second one opens one: a pooler in transaction mode lends it the session of the first, which
 * then gets another one.
 */
const tryPooling = async (first: pg.Client, second: pg.Client): Promise<Pooling> => {
  const before = await keptOn(first)
  await second.query('begin')
  const other = pidOf.parse(await second.query(askPid)).rows[0]?.pid
  // a pooler without another session gives the first one back only when PostgreSQL has ended the transaction, or never
  const explainFailure = (cause: unknown): never => {
    throw other === before ? new Error(moreSessions, { cause }) : cause
  }
  const after = await keptOn(first).catch(explainFailure)
  await second.query('rollback').catch(explainFailure)
  return { takesTurns: other === before || after !== before, keepsStatements: after !== undefined }
}

const withTwo = async <Result>(url: string, work: (first: pg.Client, second: pg.Client) => Promise<Result>): Promise<Result> => {
  const first = await connect(url)
  try {
    const second = await connect(url)
    return await work(first, second).finally(() => second.end())
  } finally {
    await first.end()
  }
}

/** Rejects if the sessions behind `url` are not what the gateway needs, and says what to set. */
export const checkSession = (url: string): Promise<Pooling> =>
  withTwo(url, async (first, second) => {
    const { rows } = await first.query(lackingSettings, [JSON.stringify(sessionSettings)])
    const { role, lacking } = readLacking(rows)
    if (lacking.length > 0) throw new Error(setByRole(role, lacking))
    const pooling = await tryPooling(first, second)
    if (!pooling.keepsStatements) throw new Error(keepStatements)
    return pooling
  })

/** Rejects if a lock of a session would not hold. */
export const checkLocks = (url: string): Promise<Pooling> =>
  withTwo(url, async (first, second) => {
    const pooling = await tryPooling(first, second)
    if (pooling.takesTurns) throw new Error(migrateDirectly)
    return pooling
  })
