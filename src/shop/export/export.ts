/** The shop in the database as a file. */
import type { Queryable } from '../../database/database.ts'
import type { ListName, ShopFile } from '../schema/file.ts'
import { exportCategories } from './categories.ts'
import { exportIngredients } from './ingredients.ts'
import { exportProducts } from './products.ts'
import { exportPromotions } from './promotions.ts'
import { exportSettings } from './settings.ts'

type Lists = Omit<ShopFile, 'shop'>

const exportLists: { [List in keyof Lists]: (database: Queryable, shop: ShopFile['shop'], retired?: boolean) => Promise<Lists[List]> } = {
  categories: exportCategories,
  ingredients: exportIngredients,
  products: exportProducts,
  promotions: exportPromotions,
}

/** What is retired of a list. */
export const exportRetired = async (database: Queryable, list: ListName): Promise<object[]> => {
  const shop = await exportSettings(database)
  return shop ? exportLists[list](database, shop, true) : []
}

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
