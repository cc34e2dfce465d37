/** Sequelize's pool and transactions, for plain SQL. */
import pg from 'pg'
import { type Options, QueryTypes, Sequelize, type Transaction } from 'sequelize'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import { createClient } from './client.ts'
import type { WarmUp } from './database.ts'
import { isOutage, translate } from './failures.ts'
import type { Link } from './link.ts'
import type { Outage } from './outage.ts'
import { createPrepared } from './prepared.ts'

const createSequelize = (url: string, { link, maxConnections, name, onOpen, keepOpen = 0 }: PoolOptions) => {
  const options: Options & { keepDefaultTimezone: boolean } = {
    dialect: 'postgres',
    dialectModule: { Client: createClient(url, link, { name, onOpen }), types: pg.types },
    logging: false,
    // the client sends its settings when it connects, so no further statement is needed
    keepDefaultTimezone: true,
    dialectOptions: { clientMinMessages: 'ignore' },
    pool: { max: maxConnections, min: keepOpen, acquire: 5000, idle: 60_000 },
  }
  return new Sequelize(options)
}

// Sequelize takes $word for a parameter; a doubled $ stands for itself
const escapeDollars = (sql: string) => sql.replace(/\B\$(?!\d)/g, '$$$$')

const counts = z.object({ pool: z.object({ using: z.number(), available: z.number(), waiting: z.number() }) })

interface PoolOptions {
  log: Logger
  link: Link
  outage: Outage
  maxConnections: number
  /** What PostgreSQL shows as the name of these sessions. */
  name: string
  /** Called with each client before it connects. */
  onOpen?: (client: pg.Client) => void
  /** How many connections stay open when they are idle. */
  keepOpen?: number
}

export const createPool = (url: string, options: PoolOptions) => {
  const { log, link, outage } = options
  const sequelize = createSequelize(url, options)
  let closed = false
  let warnedAt = 0

  const fail = (thrown: unknown): never => {
    const error = translate(thrown)
    if (error instanceof AppError && isOutage(error)) {
      outage.failed(error.reason, thrown instanceof Error && error !== thrown ? thrown.message : error.message)
      throw error
    }
    if (error instanceof AppError && thrown instanceof Error && error !== thrown && Date.now() - warnedAt > 1000) {
      warnedAt = Date.now()
      log.warn({ cause: thrown.message }, error.message)
    }
    throw error
  }

  const prepared = createPrepared(sequelize)

  return {
    async query<Row extends object>(sql: string, bind: readonly unknown[] = [], transaction: Transaction | null = null): Promise<Row[]> {
      if (closed && transaction === null) throw new AppError('database_unavailable')
      const options = { type: QueryTypes.SELECT, transaction } as const
      const values = bind.map((value) => value ?? null)
      const ask = () => {
        if (values.length === 0) return sequelize.query<Row>(sql, options)
        return transaction === null
          ? prepared.query<Row>(sql, values)
          : sequelize.query<Row>(escapeDollars(sql), { ...options, bind: values })
      }
      const rows = await link.run(ask).catch(fail)
      outage.worked()
      return rows
    },
    async transact<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
      if (closed) throw new AppError('database_unavailable')
      return link.run(() => sequelize.transaction(work)).catch(fail)
    },
    async warmUp(work: WarmUp): Promise<void> {
      const { connectionManager } = sequelize
      // what is wrong with a session is told by the request that gets it
      const warm = (connection: unknown) => work(prepared.session(connection)).catch(() => undefined)
      const count = Math.max(options.keepOpen ?? 0, counts.parse(connectionManager).pool.available)
      const taken = await Promise.allSettled(Array.from({ length: count }, () => connectionManager.getConnection({ type: 'write' })))
      sequelize.addHook('afterConnect', warm)
      const open = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      await Promise.all(open.map(warm))
      for (const connection of open) connectionManager.releaseConnection(connection)
    },
    counts() {
      const { pool } = counts.parse(sequelize.connectionManager)
      return { used: pool.using, idle: pool.available, waiting: pool.waiting }
    },
    close() {
      closed = true
      return sequelize.close()
    },
  }
}
