import type { Transaction } from '../../database/database.ts'

// the reason is for the customers: it is not kept
const sql = `
  select json_build_object('paused', paused, 'pausedUntil', rfc3339(paused_until), 'extraMinutes', busy_minutes, 'busyUntil', rfc3339(busy_until)) as store
  from store for no key update`

/** Notes for the audit log how busy the shop was before and is after the work. */
export const noteStore = async <Result>(transaction: Transaction, work: () => Promise<Result>): Promise<Result> => {
  const read = async () => (await transaction.query<{ store: object }>(sql))[0]?.store
  const before = await read()
  const result = await work()
  transaction.note({ before, after: await read() })
  return result
}
