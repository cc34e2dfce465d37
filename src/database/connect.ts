import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { callFunction } from './call.ts'
import type { CallOptions, Database, Queryable, Transaction } from './database.ts'
import { isTransient, wasNeverSent } from './failures.ts'
import { Link } from './link.ts'
import { Notices, noticeChannel } from './notices.ts'
import { Outage } from './outage.ts'
import { type Push, unfold } from './outbox.ts'
import { createPool } from './pool.ts'

const retries = 3
/** For the first requests after a pause: a new session is slow. */
const keptOpen = 4
const applicationName = 'customerbackend'

interface Options {
  log: Logger
  maxConnections?: number
  /** The node whose sessions these are: PostgreSQL shows it in their names, and notes it with what they do (`this_node`). */
  node?: string | undefined
}

/** Connects at the first query. Throws an `AppError`, or a `QueryError` where PostgreSQL refused the SQL. */
export const connectDatabase = (url: string, { log, maxConnections = 8, node }: Options): Database => {
  const link = new Link(url, log)
  const outage = new Outage(log)
  const pool = createPool(url, {
    log,
    link,
    outage,
    maxConnections,
    keepOpen: Math.min(keptOpen, maxConnections),
    name: node === undefined ? applicationName : `${applicationName} ${node}`,
  })
  // requests that wait for the pool must not delay the placing of orders
  const reserved = createPool(url, { log, link, outage, maxConnections: 1, name: `${applicationName} placing`, keepOpen: 1 })
  const notices = new Notices(() => watch.query('select 1'))
  const watch = createPool(url, {
    log,
    link,
    outage,
    maxConnections: 1,
    name: `${applicationName} readiness`,
    keepOpen: 1,
    onOpen: notices.listenOn,
  })
  const listeners: ((pushes: readonly Push[]) => void)[] = []

  const attempt = async <Result>(work: (transaction: Transaction) => Promise<Result>) => {
    const pushes: Push[] = []
    const failures: unknown[] = []
    const result = await pool.transact(async (transaction) => {
      const query = <Row extends object>(sql: string, bind?: readonly unknown[]) =>
        pool.query<Row>(sql, bind, transaction).catch((error: unknown) => {
          failures.push(error)
          throw error
        })
      const call = async <Returned extends object>(name: string, args: readonly unknown[]) => {
        const called = await callFunction<Returned>(query, name, args)
        pushes.push(...called.pushes)
        return called.result
      }
      const result = await work({ query, call, note: () => undefined })
      // PostgreSQL answers the commit of a transaction in which a statement failed by rolling it back, without an error
      if (failures.length > 0) throw failures[0]
      return result
    })
    return { result, pushes }
  }

  const queryReserved: Queryable['query'] = <Row extends object>(sql: string, bind?: readonly unknown[]) =>
    reserved.query<Row>(sql, bind).catch((error: unknown) => {
      if (!wasNeverSent(error)) throw error
      return pool.query<Row>(sql, bind)
    })

  /** Proves that the pool has a connection: one that is in use, or one that answers at once. Waits for no other query. */
  const hasConnection = async ({ counts, query }: typeof pool) => {
    if (counts().used === 0) await query('select 1')
  }

  const publish = (pushes: readonly Push[]) => {
    for (const listener of pushes.length > 0 ? listeners : []) {
      try {
        listener(pushes)
      } catch (error) {
        log.error({ err: error }, 'a listener to commits failed')
      }
    }
  }

  /** Runs the work until it commits, then publishes the events that it appended. */
  const untilCommitted = async <Result>(run: () => Promise<{ result: Result; pushes: readonly Push[] }>): Promise<Result> => {
    for (let tries = 0; ; tries += 1) {
      try {
        const { result, pushes } = await run()
        publish(unfold(pushes))
        return result
      } catch (error) {
        if (!isTransient(error)) throw error
        if (tries === retries) throw new AppError('conflict')
        await sleep(Math.random() * 20 * 2 ** tries)
      }
    }
  }

  return {
    query: <Row extends object>(sql: string, bind?: readonly unknown[]) =>
      pool.query<Row>(sql, bind).catch((error: unknown) => {
        throw isTransient(error) ? new AppError('conflict') : error
      }),
    transact: (work) => untilCommitted(() => attempt(work)),
    call: <Result extends object>(name: string, args: readonly unknown[], options?: CallOptions) =>
      untilCommitted(() => callFunction<Result>(options?.reserved ? queryReserved : pool.query, name, args, options?.audit)),
    onCommit: (listener) => void listeners.push(listener),
    onNotice: notices.add,
    notify: async (text) => {
      await pool.query('select pg_notify($1, $2)', [noticeChannel, text])
    },
    warmUp: pool.warmUp,
    pool: pool.counts,
    checkRequests: async () => {
      await Promise.all([watch.query('select 1'), hasConnection(pool)])
    },
    checkReserved: () => hasConnection(reserved),
    close: async () => {
      link.close()
      notices.stop()
      await Promise.all([pool.close(), reserved.close(), watch.close()])
    },
  }
}
