import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import { recordAudit } from '../../database/audit.ts'
import { decodeCursor, encodeCursor } from '../../database/cursor.ts'
import { exportPosition, personalRecords } from '../../privacy/export.ts'
import { forCaller } from '../kinds/handler.ts'

type Part = z.input<typeof contract.accountExport.data>

/** A part ends with the record that exceeds this. The largest order is about as large, and the connection is cut at 1 MiB. */
const enoughBytes = 256 * 1024

/**
 * Answers one part of the export and a cursor for the next. Every record is complete. A record that is created or changed between two
 * parts is missing, or outdated, if it belongs to an earlier part.
 */
export const accountExport = forCaller(contract.accountExport, async ({ input, database, caller }): Promise<Part> => {
  const after = input.cursor === undefined ? undefined : decodeCursor(input.cursor, exportPosition)
  if (input.cursor === undefined) {
    const { role, accountId, sessionId } = caller
    await recordAudit(database, { event: contract.accountExport.event, actor: role, actorId: accountId, sessionId })
  }
  const records: Part['records'] = []
  let bytes = 0
  for await (const { kind, record, position } of personalRecords(database, caller.accountId, after)) {
    records.push({ kind, record })
    bytes += Buffer.byteLength(JSON.stringify(record))
    if (bytes > enoughBytes) return { records, nextCursor: encodeCursor(position) }
  }
  return { records }
})
