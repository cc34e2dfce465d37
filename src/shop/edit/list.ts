/** Reads a section of the shop to edit it, page by page. */
import { z } from 'zod'
import type { ListedEntry, ShopSection } from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { type Page, pageOf } from '../../database/page.ts'
import { exportRetired, exportShop } from '../export/export.ts'
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
const idsOf = async (database: Queryable, list: ListName, retired: boolean): Promise<Map<string, string>> => {
  const rows = await database.query<{ code: string; id: string }>(`select code, id from ${list} where (retired_at is not null) = $1`, [
    retired,
  ])
  return new Map(rows.map(({ code, id }) => [code, id]))
}

const liveOf = async (database: Queryable, section: ShopSection): Promise<readonly object[]> => {
  const shop = await exportShop(database)
  if (!shop) return []
  return section === 'shop' ? [shop.shop] : shop[section]
}

export const listEntries = async (
  database: Queryable,
  { section, retired = false, limit, cursor }: { section: ShopSection; retired?: boolean; limit: number; cursor?: string | undefined },
): Promise<Page<ListedEntry>> => {
  const isList = section !== 'shop'
  const entries = !retired ? await liveOf(database, section) : isList ? await exportRetired(database, section) : []
  const ids = isList ? await idsOf(database, section, retired) : new Map<string, string>()
  const rows = entries.map((entry, n): Row => ({ n, code: 'code' in entry ? String(entry.code) : '', entry }))
  return pageOf(after(rows, cursor), {
    limit,
    itemOf: ({ code, entry }): ListedEntry => ({ id: ids.get(code), entry: { ...entry }, etag: etagOf(entry) }),
    keyOf: ({ n, code }) => [n, code],
  })
}
