import type { Queryable } from '../../database/database.ts'
import { amountOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeEntries } from './entries.ts'
import { applyOptions } from './options.ts'
import { firstText, translationsOf } from './texts.ts'

const columns = {
  code: 'text',
  category_id: 'uuid',
  name: 'text',
  description: 'text',
  translations: 'jsonb',
  price: 'bigint',
  tax_rate: 'numeric',
  prep_minutes: 'int',
  hours: 'jsonb',
  image: 'text',
  position: 'int',
}

/** The ids of the other lists, by code. */
interface Known {
  categories: ReadonlyMap<string, string>
  ingredients: ReadonlyMap<string, string>
}

/** Writes the recipes of these products. The recipe of a retired product stays as it was. */
const writeRecipes = async (
  database: Queryable,
  products: ShopFile['products'],
  ids: Known & { products: ReadonlyMap<string, string> },
) => {
  const lines = products.flatMap(({ code, recipe, removable }) =>
    Object.entries(recipe).map(([ingredient, quantity]) => ({
      product_id: ids.products.get(code),
      ingredient_id: ids.ingredients.get(ingredient),
      quantity,
      removable: removable.includes(ingredient),
    })),
  )
  const given = 'jsonb_to_recordset($1::jsonb) g(product_id uuid, ingredient_id uuid, quantity bigint, removable boolean)'
  await database.query(
    `delete from recipes r using products p where p.id = r.product_id and p.retired_at is null
       and not exists (select from ${given} where g.product_id = r.product_id and g.ingredient_id = r.ingredient_id)`,
    [JSON.stringify(lines)],
  )
  await database.query(
    `insert into recipes as r (product_id, ingredient_id, quantity, removable) select g.* from ${given}
     on conflict (product_id, ingredient_id) do update set quantity = excluded.quantity, removable = excluded.removable
     where (r.quantity, r.removable) is distinct from (excluded.quantity, excluded.removable)`,
    [JSON.stringify(lines)],
  )
}

export const applyProducts = async (database: Queryable, { shop, products }: ShopFile, known: Known): Promise<void> => {
  const { locales, currency } = shop
  const ids = await writeEntries(
    database,
    { table: 'products', columns },
    products.map(({ code, category, name, description, price, taxRate, prepMinutes, hours = null, image = null }, n) => ({
      code,
      category_id: known.categories.get(category),
      name: firstText(name, locales),
      description: firstText(description, locales),
      translations: translationsOf({ name, description }, locales),
      price: amountOf(price, currency),
      tax_rate: taxRate,
      prep_minutes: prepMinutes,
      hours,
      image,
      position: n + 1,
    })),
  )
  await writeRecipes(database, products, { ...known, products: ids })
  await applyOptions(database, { shop, products }, { ...known, products: ids })
}
