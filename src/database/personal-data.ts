/** How a noun describes its section of a person's export. */
import { z } from 'zod'
import type { accountExport } from '../contract/index.ts'
import type { Queryable } from './database.ts'

type ExportKind = z.input<typeof accountExport.data>['records'][number]['kind']

export interface PersonalRow {
  /** The position of the row in its section. */
  key: string
  record: Record<string, unknown>
}

export interface PersonalData {
  kind: ExportKind
  /** Checks a key that comes back in a cursor. */
  key: z.ZodType<string>
  /** The next rows after a key, ordered by key; null reads from the start. No rows: the section is complete. */
  read: (database: Queryable, accountId: string, after: string | null) => Promise<PersonalRow[]>
}

/** The number of rows in one query. */
export const rowsAtOnce = 50

export const keyTypes = { uuid: z.uuid(), bigint: z.string().regex(/^\d{1,18}$/) }

interface TableSection {
  kind: ExportKind
  /** A table, or a query in parentheses, with a column `account_id`. In `record` it is called x. */
  table: string
  key: string
  keyType: keyof typeof keyTypes
  /** SQL that builds the JSON of a row. */
  record: string
}

/** A section with one record for each row of the account in a table. */
export const rowsOfTable = ({ kind, table, key, keyType, record }: TableSection): PersonalData => ({
  kind,
  key: keyTypes[keyType],
  read: (database, accountId, after) =>
    database.query<PersonalRow>(
      `select ${key}::text as key, ${record} as record from ${table} x
       where account_id = $1 and ($2::${keyType} is null or ${key} > $2::${keyType}) order by ${key} limit ${rowsAtOnce}`,
      [accountId, after],
    ),
})

/** A section that is read in one query. */
export const fewRecords = (
  kind: ExportKind,
  find: (database: Queryable, accountId: string) => Promise<Record<string, unknown>[]>,
): PersonalData => ({
  kind,
  key: z.literal(''),
  read: async (database, accountId, after) =>
    after === null ? (await find(database, accountId)).map((record) => ({ key: '', record })) : [],
})
