import type { Database, Transaction } from '../../src/database/database.ts'

/** A transaction that keeps its locks for as long as the work takes. PostgreSQL ends those of the gateway that stand still for two seconds. */
export const holding = <Result>(
  database: Pick<Database, 'transact'>,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> =>
  database.transact(async (transaction) => {
    await transaction.query('set local idle_in_transaction_session_timeout = 0')
    return work(transaction)
  })

/** Runs the work in so many sessions: each is kept until the last has done it, so none does it twice. */
export const holdingEach = async <Result>(
  database: Pick<Database, 'transact'>,
  sessions: number,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result[]> =>
  sessions === 0
    ? []
    : holding(database, async (transaction) => [await work(transaction), ...(await holdingEach(database, sessions - 1, work))])

/** The sessions of this database that wait for a lock. */
export const waitingForLocks = ({ query }: Pick<Database, 'query'>): Promise<{ pid: number }[]> =>
  query("select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
