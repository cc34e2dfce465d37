/** Waits until PostgreSQL takes connections. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AppError } from '../errors.ts'
import { clientConfig } from './address.ts'

const tryEveryMs = 1000
/** The longest attempt to connect. */
const connectMayTakeMs = 5000

/** Shut down or starting, too many connections or too little memory, a broken connection. */
const passingStates = /^(57P0[123]|53...|08...)$/
const passingFaults = /^E(CONN|TIMEDOUT|HOST|NET|AI_AGAIN|NOTFOUND|PIPE)/
/** Faults of the client itself have no code. */
const clientFaults = /timeout|terminated/i

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '')

/** Whether the same attempt may succeed later. A wrong password, an unknown database or a wrong certificate need a person. */
const mayPass = (error: Error): boolean => {
  const code = codeOf(error)
  if (error instanceof pg.DatabaseError) return passingStates.test(code)
  return code === '' ? clientFaults.test(error.message) : passingFaults.test(code)
}

/** A client of a command, which gives up when it cannot connect in five seconds. `name` is what PostgreSQL shows. A lost connection fails its queries. */
export const commandClient = (url: string, name?: string): pg.Client => {
  const named = name === undefined ? {} : { application_name: name }
  const client = new pg.Client({ ...clientConfig(url), ...named, connectionTimeoutMillis: connectMayTakeMs })
  client.on('error', () => undefined)
  return client
}

const attempt = async (url: string): Promise<Error | undefined> => {
  const client = commandClient(url)
  try {
    await client.connect()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    // not awaited: on a silent connection it never ends
    client.end().catch(() => undefined)
  }
}

interface Waiting {
  /** Rejects when the database does not take connections after so long. */
  withinMs?: number
  /** Called after every failed attempt, at most once a second, with what was wrong and how long it has waited. */
  onWait?: (cause: string, waitedMs: number) => Promise<void> | void
}

/** Resolves when the database takes connections. Rejects at once with `database_unavailable` if waiting cannot help. */
export const reachDatabase = async (url: string, { withinMs = Number.POSITIVE_INFINITY, onWait }: Waiting = {}): Promise<void> => {
  const start = performance.now()
  for (;;) {
    const error = await attempt(url)
    if (!error) return
    const waitedMs = performance.now() - start
    if (!mayPass(error) || waitedMs >= withinMs) throw new AppError('database_unavailable', { cause: error })
    await onWait?.(error.message || codeOf(error), waitedMs)
    // from what was said, not from the attempt: that may have taken seconds
    await sleep(tryEveryMs)
  }
}
