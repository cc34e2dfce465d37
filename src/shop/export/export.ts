/** The shop in the database as a file. */
import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { exportCategories } from './categories.ts'
import { exportIngredients } from './ingredients.ts'
import { exportProducts } from './products.ts'
import { exportPromotions } from './promotions.ts'
import { exportSettings } from './settings.ts'

/** Without what is retired. Undefined while there is no shop. */
export const exportShop = async (database: Queryable): Promise<ShopFile | undefined> => {
  const shop = await exportSettings(database)
  if (!shop) return undefined
  return {
    shop,
    categories: await exportCategories(database, shop),
    ingredients: await exportIngredients(database, shop),
    products: await exportProducts(database, shop),
    promotions: await exportPromotions(database, shop),
  }
}
