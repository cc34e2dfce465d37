import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

type Ingredient = ShopFile['ingredients'][number]

interface Row extends Pick<Ingredient, 'code' | 'unit' | 'unfitFor' | 'restockQuantity' | 'lowLevel' | 'openingStock'> {
  name: string
  translations: Translations
  restockMinutes: number | null
}

export const exportIngredients = async (database: Queryable, { locales }: ShopFile['shop'], retired = false): Promise<Ingredient[]> => {
  const rows = await database.query<{ row: Row }>(
    `select json_build_object('code', code, 'name', name, 'translations', translations, 'unit', unit, 'unfitFor', unfit_for,
       'restockMinutes', restock_minutes, 'restockQuantity', restock_quantity, 'lowLevel', low_level, 'openingStock', opening_stock) as row
     from ingredients where (retired_at is not null) = $1 order by code`,
    [retired],
  )
  return rows.map(({ row: { code, name, translations, unit, unfitFor, restockMinutes, ...rest } }) => ({
    code,
    name: textOf(name, translations.name, locales),
    unit,
    unfitFor,
    ...(restockMinutes !== null && { restockMinutes }),
    ...rest,
  }))
}
