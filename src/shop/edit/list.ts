/** Reads a section of the shop to edit it, page by page. */
import { z } from 'zod'
import type { ListedEntry, ShopSection } from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { type Page, pageOf } from '../../database/page.ts'
import { exportShop } from '../export/export.ts'
import type { ListName } from '../schema/file.ts'
import { etagOf } from './etag.ts'

/** The last row's place in the list, and its code: the list may change between two pages. */
const pageKey = z.tuple([z.int(), z.string()])

interface Row {
  n: number
  code: string
  entry: object
}

const after = (rows: readonly Row[], cursor: string | undefined): readonly Row[] => {
  if (cursor === undefined) return rows
  const [n, code] = decodeCursor(cursor, pageKey)
  const at = rows.findIndex((row) => row.code === code)
  return rows.slice(at < 0 ? n : at + 1)
}

/** The ids of the entries of a list, by code. */
const idsOf = async (database: Queryable, list: ListName): Promise<Map<string, string>> => {
  const rows = await database.query<{ code: string; id: string }>(`select code, id from ${list} where retired_at is null`)
  return new Map(rows.map(({ code, id }) => [code, id]))
}

export const listEntries = async (
  database: Queryable,
  { section, limit, cursor }: { section: ShopSection; limit: number; cursor?: string | undefined },
): Promise<Page<ListedEntry>> => {
  const shop = await exportShop(database)
  const entries: readonly object[] = !shop ? [] : section === 'shop' ? [shop.shop] : shop[section]
  const ids = section === 'shop' ? new Map<string, string>() : await idsOf(database, section)
  const rows = entries.map((entry, n): Row => ({ n, code: 'code' in entry ? String(entry.code) : '', entry }))
  return pageOf(after(rows, cursor), {
    limit,
    itemOf: ({ code, entry }): ListedEntry => ({ id: ids.get(code), entry: { ...entry }, etag: etagOf(entry) }),
    keyOf: ({ n, code }) => [n, code],
  })
}
