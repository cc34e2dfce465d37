import { knownOf } from './audit.ts'
import type { AuditEntry } from './audit-entry.ts'
import type { Queryable } from './database.ts'
import type { Push } from './outbox.ts'

/** What a function returns besides its result. */
interface Beside {
  pushes?: Push[] | null
  changes?: unknown
}

/**
 * Calls a SQL function that returns a JSON object, and takes the pushes out of it: they are the outbox rows that it appended. With `audit` the
 * same statement adds the entry to the audit log, unless the function changed nothing.
 */
export const callFunction = async <Result extends object>(
  query: Queryable['query'],
  name: string,
  args: readonly unknown[],
  audit?: AuditEntry,
): Promise<{ result: Result; pushes: readonly Push[] }> => {
  const known = audit ? knownOf(audit) : []
  const parameters = [...args, ...known].map((_, n) => `$${n + 1}`)
  const call = `${name}(${parameters.slice(0, args.length).join(', ')})`
  const sql = audit
    ? `select called.result, record_call(called.result, ${parameters.slice(args.length).join(', ')}) from (select ${call} as result) called`
    : `select ${call} as result`
  const [row] = await query<{ result: (Result & Beside) | null }>(sql, [...args, ...known])
  if (!row?.result) throw new Error(`${name} returned nothing`)
  const { result } = row
  const pushes = result.pushes ?? []
  delete result.pushes
  delete result.changes
  return { result, pushes }
}
