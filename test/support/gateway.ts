/** A gateway in the test's own process, on a database of its own, and people who connect to it. */
import { createHash, randomBytes } from 'node:crypto'
import pino from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { readConfig } from '../../src/config.ts'
import type { Role } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'
import type { Push } from '../../src/database/outbox.ts'
import { startGateway } from '../../src/gateway/gateway.ts'
import type { Tracing } from '../../src/tracing/tracing.ts'
import { type Client, connectClient } from './client.ts'
import { undeclaredRefusal } from './declared-errors.ts'
import { engineName } from './engine.ts'
import { connectToDatabase, createTestDatabase, type TestDatabase } from './postgres.ts'
import { noteUnexpectedError } from './unexpected-errors.ts'

export interface TestGateway {
  url: string
  node: string
  port: number
  database: Database
  databaseUrl: string
  stop(): Promise<void>
}

/**
 * Starts a gateway, without rate limits unless `env` sets them. `log` gets every log line. With `on` it is another node on that database,
 * with a pool of its own. `onQuery` sees every query outside a transaction, and the query waits for it; its answer waits for `onAnswer`.
 * `delayCommit` gets every report of a commit, and makes it when the report may arrive. `stop` fails if the gateway refused a request with a
 * reason that the contract does not declare.
 */
export const startTestGateway = async ({
  env = {},
  log = () => undefined,
  on,
  onQuery,
  onAnswer,
  delayCommit,
  tracing,
}: {
  env?: Record<string, string>
  log?: (line: string) => void
  on?: Pick<TestDatabase, 'url'>
  onQuery?: (sql: string) => Promise<void> | void
  onAnswer?: (sql: string) => Promise<void> | void
  delayCommit?: (pushes: readonly Push[], report: () => void) => void
  tracing?: Tracing | undefined
} = {}): Promise<TestGateway> => {
  const node = uuidv7()
  const { url: databaseUrl, database, drop } = on ? connectToDatabase(on.url, node) : await createTestDatabase({ node })
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'info',
    ENGINE: engineName,
    DATABASE_URL: databaseUrl,
    ...env,
  })
  const observed: Database = {
    ...database,
    query: async (sql, bind) => {
      await onQuery?.(sql)
      const rows = await database.query<never>(sql, bind)
      await onAnswer?.(sql)
      return rows
    },
    onCommit: (listener) =>
      database.onCommit((pushes) => {
        if (delayCommit) delayCommit(pushes, () => listener(pushes))
        else listener(pushes)
      }),
  }
  const undeclared = new Set<string>()
  const write = (line: string) => {
    const found = undeclaredRefusal(line)
    if (found) undeclared.add(found)
    noteUnexpectedError(line)
    log(line)
  }
  const gateway = await startGateway(
    config,
    observed,
    pino({ level: config.LOG_LEVEL, ...(tracing && { mixin: tracing.logFields }) }, { write }),
    { node, tracing },
  )
  return {
    url: `http://127.0.0.1:${gateway.port}`,
    node,
    port: gateway.port,
    database,
    databaseUrl,
    stop: async () => {
      await gateway.stop()
      await drop()
      if (undeclared.size > 0) throw new Error([...undeclared].join('\n'))
    },
  }
}

export interface Person {
  id: string
  login: string
  token: string
}

/** An account with a session, written directly to the database. */
export const makePerson = async (
  database: Database,
  role: Role = 'customer',
  fields: { dietaryRestrictions?: string[] } = {},
): Promise<Person> => {
  const id = uuidv7()
  const token = randomBytes(32).toString('base64url')
  const login = `${role}-${randomBytes(6).toString('hex')}`
  await database.query(
    `with account as (
       insert into accounts (id, role, login, email, name, dietary_restrictions) values ($1, $2, $3, $3 || '@example.com', $3, $4) returning id
     ), head as (
       insert into feed_heads (account_id) select id from account
     )
     insert into sessions (id, token_hash, account_id, expires_at) select $5, $6, id, now() + interval '30 days' from account`,
    [id, role, login, fields.dietaryRestrictions ?? [], uuidv7(), createHash('sha256').update(token).digest()],
  )
  return { id, login, token }
}

/** One more session of an account; returns its token. */
export const openSession = async (database: Database, { id }: Pick<Person, 'id'>): Promise<string> => {
  const token = randomBytes(32).toString('base64url')
  await database.query("insert into sessions (id, token_hash, account_id, expires_at) values ($1, $2, $3, now() + interval '30 days')", [
    uuidv7(),
    createHash('sha256').update(token).digest(),
    id,
  ])
  return token
}

export const openSessions = (database: Database, person: Pick<Person, 'id'>, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => openSession(database, person)))

type Where = Pick<TestGateway, 'url'>

export const connectGuest = ({ url }: Where): Promise<Client<'/guest'>> => connectClient(url, '/guest')

export const connectCustomer = ({ url }: Where, token: string, feed?: { epoch: string; seq: number }): Promise<Client<'/'>> =>
  connectClient(url, '/', { token, ...(feed && { feed }) })

export const connectStaff = ({ url }: Where, token: string): Promise<Client<'/staff'>> => connectClient(url, '/staff', { token })

/** A new customer, already connected. */
export const arrive = async (gateway: TestGateway, fields: { dietaryRestrictions?: string[] } = {}) => {
  const person = await makePerson(gateway.database, 'customer', fields)
  return { ...person, client: await connectCustomer(gateway, person.token) }
}

/** A new customer, already connected, whose session expires in a second, or later where connecting took too long. */
export const connectForAMoment = async (where: Where, database: Database, seconds = 1): Promise<Client<'/'>> => {
  const { id, token } = await makePerson(database)
  await database.query(
    "update sessions set expires_at = now() + make_interval(secs => $2), last_seen_at = now() + interval '1 hour' where account_id = $1",
    [id, seconds],
  )
  return connectCustomer(where, token).catch((error: unknown) => {
    if (seconds > 10) throw error
    return connectForAMoment(where, database, 3 * seconds)
  })
}

/** A new member of staff, already connected. */
export const connectNewStaff = async (gateway: TestGateway, role: Exclude<Role, 'customer'>) => {
  const person = await makePerson(gateway.database, role)
  return { ...person, client: await connectStaff(gateway, person.token) }
}
