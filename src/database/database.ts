import type { AuditEntry, Noted } from './audit-entry.ts'
import type { Push } from './outbox.ts'

/** Runs SQL with bound parameters (`$1`, `$2` …) and returns its rows. */
export interface Queryable {
  query<Row extends object>(sql: string, bind?: readonly unknown[]): Promise<Row[]>
}

/** An open transaction. */
export interface Transaction extends Queryable {
  /**
   * Calls a SQL function that appends events. It returns a JSON object; its `pushes` are published after the commit, and the rest is the
   * result.
   */
  call<Result extends object>(name: string, args: readonly unknown[]): Promise<Result>
  /** Adds to the entry in the audit log that the request leaves; `nothing`: it leaves none, because nothing changes. Without effect where it leaves none. */
  note(noted: Noted | 'nothing'): void
}

/** What a session runs before its first request. */
export type WarmUp = (session: Queryable) => Promise<void>

export interface CallOptions {
  /** On a connection that only such calls use, one at a time, so that they do not wait for the pool. */
  reserved?: boolean
  /** The entry that the call adds to the audit log if it changes something; `changes` of its result is added to the entry. */
  audit?: AuditEntry
}

export interface Database extends Queryable {
  /**
   * Commits the changes of `work`, or rolls them back if it throws. Serialization failures and deadlocks (40001, 40P01)
   * are retried with jitter, at most three times, so `work` may run more than once.
   */
  transact<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>
  /**
   * Calls such a function as a separate transaction: one statement, without round trips to begin and to commit. Retried like `transact`.
   * `reserved` uses one of the pool where PostgreSQL refuses the reserved connection.
   */
  call<Result extends object>(name: string, args: readonly unknown[], options?: CallOptions): Promise<Result>
  /** Called after each commit that appended something. */
  onCommit(listener: (pushes: readonly Push[]) => void): void
  /**
   * Calls `listener` with what any process on this database notifies, this one too; what is notified while the connection is away is lost.
   * Resolves, with how to stop, when it listens.
   */
  onNotice(listener: (text: string) => void): Promise<() => void>
  /** At most 8000 bytes. */
  notify(text: string): Promise<void>
  /**
   * Opens the sessions of the pool that stay open. Runs `work` in them and in all others that are open, and later in each new one before it
   * serves a request. Failures of `work` are ignored.
   */
  warmUp(work: WarmUp): Promise<void>
  /** Connections of the pool: in use, idle, and requests that wait for one. */
  pool(): { used: number; idle: number; waiting: number }
  /**
   * Rejects when requests cannot be served, because PostgreSQL does not answer or gives the pool no connection. Asks on a connection of its
   * own, so that it does not wait for requests that wait.
   */
  checkRequests(): Promise<void>
  /** Rejects when the reserved connection is not open and cannot be opened. The first check opens it. */
  checkReserved(): Promise<void>
  close(): Promise<void>
}
