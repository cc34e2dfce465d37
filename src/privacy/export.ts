/** Everything that the database holds about a person. Each noun describes its own section; this file lists and reads them. */
import { z } from 'zod'
import { accountData, linkData } from '../accounts/export.ts'
import { answerData } from '../answers/export.ts'
import type { Queryable } from '../database/database.ts'
import type { PersonalData } from '../database/personal-data.ts'
import { favoriteData } from '../favorites/export.ts'
import { feedData } from '../feed/export.ts'
import { messageData } from '../messages/export.ts'
import { notificationData } from '../notifications/export.ts'
import { orderData } from '../orders/export.ts'
import { cardCustomerData, paymentData } from '../payments/export.ts'
import { pushData } from '../push/export.ts'
import { tasteData } from '../recommendations/export.ts'

const sections: readonly PersonalData[] = [
  ...accountData,
  orderData,
  paymentData,
  favoriteData,
  notificationData,
  tasteData,
  feedData,
  answerData,
  cardCustomerData,
  messageData,
  pushData,
  linkData,
]

/** The section and the key of a record. */
export const exportPosition = z
  .tuple([z.int().min(0), z.string()])
  .refine(([section, key]) => sections[section]?.key.safeParse(key).success)
type Position = z.output<typeof exportPosition>

export interface PersonalRecord {
  kind: PersonalData['kind']
  record: Record<string, unknown>
  position: Position
}

/** Reads the records after a position, section by section. The caller decides how many to take. */
export const personalRecords = async function* (
  database: Queryable,
  accountId: string,
  [first, firstKey]: Position | [0, null] = [0, null],
): AsyncGenerator<PersonalRecord> {
  for (const [n, { kind, read }] of sections.entries()) {
    if (n < first) continue
    let after = n === first ? firstKey : null
    for (let rows = await read(database, accountId, after); rows.length > 0; rows = await read(database, accountId, after)) {
      for (const { key, record } of rows) {
        yield { kind, record, position: [n, key] }
        after = key
      }
    }
  }
}
