import type { Push } from './outbox.ts'

/** Runs SQL with bound parameters (`$1`, `$2` …) and returns its rows. */
export interface Queryable {
  query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<Row[]>
}

/** An open transaction. What it appended to the outbox is put into `pushes`, to be published after the commit. */
export interface Transaction extends Queryable {
  readonly pushes: Push[]
}

export interface Database extends Queryable {
  /**
   * Commits what `work` did, or rolls it back if it throws. Serialization failures and deadlocks (40001, 40P01)
   * run it again, with jitter, three times at most: so `work` may run more than once.
   */
  transact<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>
  /**
   * A transaction that is one statement: it needs no round trips to begin and to commit. Retried as `transact` is. It has a connection of
   * its own, one at a time, so that it does not wait for the pool.
   * `pushesOf` picks what a row says of the outbox.
   */
  commit<Row extends object>(sql: string, bind: readonly unknown[], pushesOf: (row: Row) => readonly Push[]): Promise<Row[]>
  /** Called after each commit that appended something. */
  onCommit(listener: (pushes: readonly Push[]) => void): void
  /** Connections of the pool: in use, idle, and requests that wait for one. */
  pool(): { used: number; idle: number; waiting: number }
  close(): Promise<void>
}
