/** The audit log as CSV: for programs, so with the words of the protocol. */
import { stringify } from 'csv-stringify/sync'
import type { AuditLogEntry } from '../contract/index.ts'

type Column = [name: string, cell: (entry: AuditLogEntry) => string | number | undefined]

const json = (values: object | undefined) => (values === undefined ? undefined : JSON.stringify(values))

const columns: readonly Column[] = [
  ['at', ({ at }) => at],
  ['event', ({ event }) => event],
  ['actor', ({ actor }) => actor],
  ['actor_id', ({ by }) => by?.id],
  ['actor_name', ({ by }) => by?.name],
  ['session_id', ({ sessionId }) => sessionId],
  ['order_number', ({ order }) => order?.number],
  ['order_id', ({ order }) => order?.id],
  ['account_id', ({ account }) => account?.id],
  ['account_name', ({ account }) => account?.name],
  ['refused', ({ refused }) => refused],
  ['times', ({ times }) => times],
  ['payload', ({ payload }) => json(payload)],
  ['before', ({ before }) => json(before)],
  ['after', ({ after }) => json(after)],
]

export const toAuditCsv = (entries: readonly AuditLogEntry[]): Uint8Array => {
  const rows = entries.map((entry) => columns.map(([, cell]) => cell(entry)))
  const names = columns.map(([name]) => name)
  return Buffer.from(stringify(rows, { header: true, columns: names, bom: true, record_delimiter: 'windows', escape_formulas: true }))
}
