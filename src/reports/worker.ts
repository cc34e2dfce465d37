/** Runs in its own thread and creates the file of a report. */
import { toCreditNote } from './credit-note.ts'
import { toCsv } from './csv.ts'
import { formatOf } from './format.ts'
import { toReceipt } from './receipt.ts'
import type { Scope, Source } from './source.ts'
import { toStatement } from './statement.ts'

export interface Task extends Scope {
  format: 'csv' | 'pdf'
  /** A `Source` as JSON. */
  source: string
}

export default async ({ format, source: json, ...scope }: Task): Promise<Uint8Array> => {
  const source: Source = JSON.parse(json)
  const formats = formatOf(source.customer.locale, source.customer.timeZone)
  if (format === 'csv') return toCsv(source, formats)
  if (scope.adjustment !== undefined) return toCreditNote(source, scope.adjustment, formats)
  return scope.orderId === undefined ? toStatement(source, scope, formats) : toReceipt(source, formats)
}
