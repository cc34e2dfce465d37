import { z } from 'zod'
import { line, type Product } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { type Page, readPage } from '../database/page.ts'
import { createBatcher } from '../queues/batcher.ts'

/** A row of the view `menu` as the contract's `product`, in jsonb. */
export const productJson = `json_strip_nulls(json_build_object(
  'id', id, 'name', name, 'description', description, 'categoryId', category_id,
  'price', money(price, currency), 'diets', diets, 'allergens', allergens, 'available', available, 'prepMinutes', prep_minutes,
  'ingredients', ingredients, 'image', image
))::jsonb || jsonb_build_object('rating', jsonb_build_object(
  'average', round(rating_sum::numeric / nullif(rating_count, 0), 2), 'count', rating_count
))`

/** A row's position on the menu: category, name. */
export const menuPosition = z.tuple([z.int32(), line(200)])

export interface MenuQuery {
  categoryId?: string | undefined
  search?: string | undefined
  diets?: readonly string[] | undefined
  after?: z.output<typeof menuPosition> | undefined
  limit: number
}

interface Found {
  categories: { id: string; name: string }[]
  page: Page<Product>
}

/** Every word has to be in the name, the description or an ingredient. `%`, `_` and `\` stand for themselves. */
const patterns = (search: string | undefined): string[] =>
  (search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

const searchSql = `
  select ${productJson} as item, json_build_array(category_position, name) as key from menu
  where ($1::uuid is null or category_id = $1)
    and (name || ' ' || description || ' ' || ingredient_names) ilike all ($2::text[])
    and diets @> $3::text[]
    and ($4::int is null or (category_position, name) > ($4::int, $5::text))
  order by category_position, name`

const search = async (database: Queryable, { categoryId, search: words, diets, after, limit }: MenuQuery): Promise<Found> => {
  const [afterCategory, afterName] = after ?? [null, null]
  const bind = [categoryId ?? null, patterns(words), diets ?? [], afterCategory, afterName]
  const [categories, page] = await Promise.all([
    database.query<Found['categories'][number]>('select id, name from categories order by position'),
    readPage<Product>(database, { sql: searchSql, bind, limit }),
  ])
  return { categories, page }
}

export type SearchMenu = (query: MenuQuery) => Promise<Found>

/**
 * Finds dishes, by category and name, and all categories. Reading the menu costs PostgreSQL some milliseconds, and most customers start
 * with the same page: callers who ask for the same page while a batch is running share one query of the next batch.
 */
export const createMenuSearch = (database: Queryable): SearchMenu =>
  createBatcher(async (queries: readonly MenuQuery[]) => {
    const shared = new Map<string, Promise<Found>>()
    const results = queries.map((query) => {
      const key = JSON.stringify(query)
      const result = shared.get(key) ?? search(database, query)
      shared.set(key, result)
      return result.catch((error: Error) => error)
    })
    return Promise.all(results)
  }, 256)

/** Dishes by their ids, in no particular order. */
export const getProducts = async (database: Queryable, ids: readonly string[]): Promise<Product[]> => {
  const rows = await database.query<{ product: Product }>(`select ${productJson} as product from menu where id = any ($1)`, [ids])
  return rows.map(({ product }) => product)
}

/** Updates which dishes are out of stock, and pushes the changes to everyone who sees the menu. */
export const refreshMenuStock = async (database: Database): Promise<void> => {
  await database.call('refresh_menu_stock', [])
}
