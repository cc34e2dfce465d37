/** Writes the audit log (sql/functions/audit.sql). Every entry belongs to the transaction of what it tells. */
import type { AuditEntry, Noted } from './audit-entry.ts'
import type { Database, Queryable, Transaction } from './database.ts'

/** A change of the whole shop is longer: then the log says how long. */
const maxBytes = 16 * 1024

const json = (value: unknown): string | null => {
  const text = value === undefined ? null : JSON.stringify(value)
  return text === null || Buffer.byteLength(text) <= maxBytes ? text : JSON.stringify({ bytes: Buffer.byteLength(text) })
}

/** The arguments of `record_audit` that a request knows before it runs. */
export const knownOf = ({ event, actor, actorId, sessionId, orderId, accountId, payload }: AuditEntry): unknown[] => [
  event,
  actor,
  actorId ?? null,
  sessionId ?? null,
  orderId ?? null,
  accountId ?? null,
  json(payload),
]

const sql = 'select from record_audit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)'

export const recordAudit = async (database: Queryable, entry: AuditEntry): Promise<void> => {
  await database.query(sql, [...knownOf(entry), json(entry.before), json(entry.after), entry.refused ?? null, entry.times ?? 1])
}

const recordNoted = async (transaction: Transaction, entry: AuditEntry, noted: Noted | 'nothing') => {
  if (noted !== 'nothing') await recordAudit(transaction, { ...entry, ...noted })
}

/** Does the work and adds the entry, with what the work notes, in the same transaction. Without an entry it only does the work. */
export const recordWork = async <Result>(
  transaction: Transaction,
  entry: AuditEntry | undefined,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> => {
  if (!entry) return work(transaction)
  let noted: Noted | 'nothing' = {}
  const note = (more: Noted | 'nothing') => {
    noted = more === 'nothing' || noted === 'nothing' ? 'nothing' : { ...noted, ...more }
  }
  const result = await work({ ...transaction, note })
  await recordNoted(transaction, entry, noted)
  return result
}

/** The same database: each change that it commits adds the entry. Reading adds nothing. */
export const audited = (database: Database, entry: AuditEntry): Database => ({
  ...database,
  call: (name, args, options) => database.call(name, args, { ...options, audit: entry }),
  transact: (work) => database.transact((transaction) => recordWork(transaction, entry, work)),
})
