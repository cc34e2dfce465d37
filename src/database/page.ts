/** Reads a list page by page: a page ends at its limit or where it has reached `maxPageBytes`, but has one entry at least. */
import { maxPageBytes } from '../contract/index.ts'
import { encodeCursor } from './cursor.ts'
import type { Queryable } from './database.ts'

export interface Page<Item> {
  items: Item[]
  next: { nextCursor?: string }
}

interface Listing {
  /** A query in the order of the list with two JSON columns: `item`, and `key`, the values that the list is ordered by. */
  sql: string
  bind: readonly unknown[]
  limit: number
}

interface Row<Item> {
  item: Item
  key: readonly unknown[]
  /** How many rows there were before those that do not fit were left out. */
  found: number
}

const fitting = (sql: string, limitParameter: number) => `
  with listed as materialized (
    select l.item, l.key, row_number() over () as n from (${sql} limit $${limitParameter}) l
  ), measured as (
    select *, sum(octet_length(item::text)) over (order by n) - octet_length(item::text) as bytes_before from listed
  )
  select item, key, (select count(*) from listed) as found from measured where bytes_before < ${maxPageBytes} order by n`

export const readPage = async <Item>(database: Queryable, { sql, bind, limit }: Listing): Promise<Page<Item>> => {
  const rows = await database.query<Row<Item>>(fitting(sql, bind.length + 1), [...bind, limit + 1])
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const isCut = last !== undefined && last.found > page.length
  return { items: page.map(({ item }) => item), next: isCut ? { nextCursor: encodeCursor(last.key) } : {} }
}
