/** Reads a list page by page: a page ends at its limit or when it reaches `maxPageBytes`, and has at least one entry. */
import { maxPageBytes } from '../contract/index.ts'
import { encodeCursor } from './cursor.ts'
import type { Queryable } from './database.ts'

export interface Page<Item> {
  items: Item[]
  next: { nextCursor?: string }
}

interface Row<Item> {
  item: Item
  /** The values that the list is ordered by. */
  key: readonly unknown[]
  /** The number of rows, including those that do not fit on the page. */
  found: number
}

interface Listing {
  /** A query in the order of the list with two JSON columns, `item` and `key`. */
  sql: string
  bind: readonly unknown[]
  limit: number
}

/** A page of a list whose entries are small, so that fetching one row too many costs little. */
export const readPage = async <Item>(database: Queryable, { sql, bind, limit }: Listing): Promise<Page<Item>> => {
  const rows = await database.query<Row<Item>>(
    `with listed as materialized (
       select l.item, l.key, row_number() over () as n, octet_length(l.item::text) as bytes from (${sql} limit $${bind.length + 1}) l
     )
     select item, key, (select count(*) from listed) as found
     from (select *, sum(bytes) over (order by n) - bytes as bytes_before from listed) measured where bytes_before < ${maxPageBytes} order by n`,
    [...bind, limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isCut = last !== undefined && last.found > page.length
  return { items: page.map(({ item }) => item), next: isCut ? { nextCursor: encodeCursor(last.key) } : {} }
}

export const bytesAsJson = (item: unknown): number => Buffer.byteLength(JSON.stringify(item))

interface ListInMemory<Entry, Item> {
  limit: number
  itemOf: (entry: Entry) => Item
  /** The size of an item, where it is known already. */
  bytesOf?: (entry: Entry) => number
  keyOf: (entry: Entry) => readonly unknown[]
}

/** A page of a list that is in memory. `found` has one entry more than `limit` if the list goes on. */
export const pageOf = <Entry, Item>(
  found: readonly Entry[],
  { limit, itemOf, bytesOf = (entry) => bytesAsJson(itemOf(entry)), keyOf }: ListInMemory<Entry, Item>,
): Page<Item> => {
  const items: Item[] = []
  let bytes = 0
  for (const entry of found.slice(0, limit)) {
    if (bytes >= maxPageBytes) break
    items.push(itemOf(entry))
    bytes += bytesOf(entry)
  }
  const last = found[items.length - 1]
  const isCut = last !== undefined && found.length > items.length
  return { items, next: isCut ? { nextCursor: encodeCursor(keyOf(last)) } : {} }
}
