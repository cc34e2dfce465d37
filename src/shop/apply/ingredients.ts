import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeEntries } from './entries.ts'
import { firstText, translationsOf } from './texts.ts'

const columns = {
  code: 'text',
  name: 'text',
  translations: 'jsonb',
  unit: 'text',
  unfit_for: 'text[]',
  restock_minutes: 'int',
  restock_quantity: 'bigint',
  low_level: 'bigint',
  opening_stock: 'bigint',
}

/** Returns the ids by code. What has no stock yet gets its opening stock. */
export const applyIngredients = async (database: Queryable, { shop: { locales }, ingredients }: ShopFile): Promise<Map<string, string>> => {
  const ids = await writeEntries(
    database,
    { table: 'ingredients', columns },
    ingredients.map(({ code, name, unit, unfitFor, restockMinutes = null, restockQuantity, lowLevel, openingStock }) => ({
      code,
      name: firstText(name, locales),
      translations: translationsOf({ name }, locales),
      unit,
      unfit_for: unfitFor,
      restock_minutes: restockMinutes,
      restock_quantity: restockQuantity,
      low_level: lowLevel,
      opening_stock: openingStock,
    })),
  )
  await database.query(
    `insert into stock (ingredient_id, on_hand) select i.id, i.opening_stock from ingredients i
     where i.retired_at is null and not exists (select from stock_of(i.id)) order by i.id`,
  )
  return ids
}
