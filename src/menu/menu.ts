import type { Product } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { productJson } from './product-json.ts'

/** Dishes by their ids, in no particular order. */
export const getProducts = async (database: Queryable, ids: readonly string[]): Promise<Product[]> => {
  const rows = await database.query<{ product: Product }>(`select ${productJson} as product from menu where id = any ($1)`, [ids])
  return rows.map(({ product }) => product)
}

/** Updates which dishes are out of stock, and pushes the changes to everyone who sees the menu. */
export const refreshMenuStock = async (database: Database): Promise<void> => {
  await database.call('refresh_menu_stock', [])
}
