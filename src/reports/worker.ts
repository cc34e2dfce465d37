/** Runs in its own thread and creates the file of a report. */
import type { AuditLogEntry } from '../contract/index.ts'
import { toAuditCsv } from './audit.ts'
import { type Books, toBooksCsv, toBooksPdf } from './books.ts'
import { toCreditNote } from './credit-note.ts'
import { toCsv } from './csv.ts'
import { formatOf } from './format.ts'
import { toReceipt } from './receipt.ts'
import type { Scope, Source } from './source.ts'
import { toStatement } from './statement.ts'

interface OrdersTask extends Scope {
  format: 'csv' | 'pdf'
  /** A `Source` as JSON. */
  source: string
}

interface BooksTask {
  format: 'csv' | 'pdf'
  books: Books
}

interface AuditTask {
  entries: readonly AuditLogEntry[]
}

export type Task = OrdersTask | BooksTask | AuditTask

const ofBooks = async ({ format, books }: BooksTask): Promise<Uint8Array> => {
  const formats = formatOf(books.locale, books.timeZone)
  return format === 'csv' ? toBooksCsv(books, formats) : toBooksPdf(books, formats)
}

const ofOrders = async ({ format, source: json, ...scope }: OrdersTask): Promise<Uint8Array> => {
  const source: Source = JSON.parse(json)
  const formats = formatOf(source.customer.locale, source.customer.timeZone)
  if (format === 'csv') return toCsv(source, formats)
  if (scope.adjustment !== undefined) return toCreditNote(source, scope.adjustment, formats)
  return scope.orderId === undefined ? toStatement(source, scope, formats) : toReceipt(source, formats)
}

export default async (task: Task): Promise<Uint8Array> => {
  if ('entries' in task) return toAuditCsv(task.entries)
  return 'books' in task ? ofBooks(task) : ofOrders(task)
}
