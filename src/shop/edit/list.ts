/** Reads a section of the shop to edit it, page by page. */
import { z } from 'zod'
import type { ShopEntry, ShopSection } from '../../contract/index.ts'
import { decodeCursor } from '../../database/cursor.ts'
import type { Queryable } from '../../database/database.ts'
import { type Page, pageOf } from '../../database/page.ts'
import { exportShop } from '../export/export.ts'
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

export const listEntries = async (
  database: Queryable,
  { section, limit, cursor }: { section: ShopSection; limit: number; cursor?: string | undefined },
): Promise<Page<ShopEntry>> => {
  const shop = await exportShop(database)
  const entries: readonly object[] = !shop ? [] : section === 'shop' ? [shop.shop] : shop[section]
  const rows = entries.map((entry, n): Row => ({ n, code: 'code' in entry ? String(entry.code) : '', entry }))
  return pageOf(after(rows, cursor), {
    limit,
    itemOf: ({ entry }): ShopEntry => ({ entry: { ...entry }, etag: etagOf(entry) }),
    keyOf: ({ n, code }) => [n, code],
  })
}
