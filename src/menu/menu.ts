import { z } from 'zod'
import { line, type menuList, type Product } from '../contract/index.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Database, Queryable, Transaction } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { AppError } from '../errors.ts'
import { createBatcher } from '../queues/batcher.ts'

type Filter = z.output<typeof menuList.input>

const productJson = `json_strip_nulls(json_build_object(
  'id', id, 'name', name, 'description', description, 'categoryId', category_id,
  'price', money(price, currency), 'diets', diets, 'allergens', allergens, 'available', available, 'prepMinutes', prep_minutes,
  'ingredients', ingredients, 'image', image
))::jsonb || jsonb_build_object('rating', jsonb_build_object(
  'average', round(rating_sum::numeric / nullif(rating_count, 0), 2), 'count', rating_count
))`

/** The last row's place on the menu: category, name. */
const pageKey = z.tuple([z.int32(), line(200)])

/** Every word has to be in the name, the description or an ingredient. `%`, `_` and `\` stand for themselves. */
const patterns = (search: string | undefined): string[] =>
  (search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)

const readMenu = async (database: Queryable, { categoryId, search, diets, limit = 50, cursor }: Filter) => {
  const [afterCategory, afterName] = cursor === undefined ? [null, null] : decodeCursor(cursor, pageKey)
  const [categories, rows] = await Promise.all([
    database.query<{ id: string; name: string }>('select id, name from categories order by position'),
    database.query<{ product: Product; position: number; name: string }>(
      `select ${productJson} as product, category_position as position, name from menu
       where ($1::uuid is null or category_id = $1)
         and (name || ' ' || description || ' ' || ingredient_names) ilike all ($2::text[])
         and diets @> $3::text[]
         and ($4::int is null or (category_position, name) > ($4::int, $5::text))
       order by category_position, name limit $6`,
      [categoryId ?? null, patterns(search), diets ?? [], afterCategory, afterName, limit + 1],
    ),
  ])
  if (categoryId !== undefined && !categories.some((each) => each.id === categoryId)) throw new AppError('category_not_found')
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    categories,
    products: page.map(({ product }) => product),
    ...(rows.length > limit && last && { nextCursor: encodeCursor([last.position, last.name]) }),
  }
}

export type ListMenu = (filter: Filter) => ReturnType<typeof readMenu>

/**
 * Lists a page of the menu, by category and name, with all categories. Putting it together costs PostgreSQL some milliseconds, and most
 * customers begin with the same page: those who ask for it while others are being answered share the next answer.
 */
export const createMenuListing = (database: Queryable): ListMenu =>
  createBatcher(async (filters: readonly Filter[]) => {
    const shared = new Map<string, ReturnType<typeof readMenu>>()
    const answers = filters.map((filter) => {
      const key = JSON.stringify(filter)
      const answer = shared.get(key) ?? readMenu(database, filter)
      shared.set(key, answer)
      return answer.catch((error: Error) => error)
    })
    return Promise.all(answers)
  }, 256)

/** Dishes by their ids, in no order. */
export const getProducts = async (database: Queryable, ids: readonly string[]): Promise<Product[]> => {
  const rows = await database.query<{ product: Product }>(`select ${productJson} as product from menu where id = any ($1)`, [ids])
  return rows.map(({ product }) => product)
}

/** One dish. */
export const getProduct = async (database: Queryable, productId: string): Promise<Product> => {
  const [product] = await getProducts(database, [productId])
  if (!product) throw new AppError('product_not_found')
  return product
}

/** Takes a dish off the menu or puts it back, and tells everybody who looks at the menu; nobody if it has run out all the same. */
export const setAvailability = async (transaction: Transaction, productId: string, available: boolean): Promise<void> => {
  const [row] = await transaction.query<{ push: Push | null }>(
    `with before as (select id, available, in_stock from products where id = $1 for no key update),
       changed as (update products p set available = $2 from before where p.id = before.id and before.available <> $2 returning p.id)
     select (
       select append_push('{"menu": true}', 'menu:availability_changed', json_build_object('productId', id, 'available', $2::boolean))
       from changed where before.in_stock
     ) as push
     from before`,
    [productId, available],
  )
  if (!row) throw new AppError('product_not_found')
  if (row.push) transaction.pushes.push(row.push)
}

/** Makes the menu show which dishes have run out or come back, and tells everybody who looks at it. */
export const refreshMenuStock = (database: Database): Promise<void> =>
  database.transact(async (transaction) => {
    const [row] = await transaction.query<{ pushes: Push[] }>('select refresh_menu_stock() as pushes')
    transaction.pushes.push(...(row?.pushes ?? []))
  })
