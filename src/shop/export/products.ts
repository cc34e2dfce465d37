import type { Queryable } from '../../database/database.ts'
import { decimalOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { exportOptions, type OptionRow, optionsJson } from './options.ts'
import { type Translations, textOf } from './texts.ts'

interface Row {
  code: string
  category: string
  name: string
  description: string
  translations: Translations
  price: number
  taxRate: number | null
  prepMinutes: number
  hours: ShopFile['products'][number]['hours'] | null
  image: string | null
  recipe: [ingredient: string, quantity: number, removable: boolean][]
  options: OptionRow[]
}

export const exportProducts = async (database: Queryable, shop: ShopFile['shop'], retired = false): Promise<ShopFile['products']> => {
  const { locales, currency } = shop
  const rows = await database.query<{ row: Row }>(
    `select json_build_object('code', p.code, 'category', c.code, 'name', p.name, 'description', p.description, 'translations', p.translations,
       'price', p.price, 'taxRate', p.tax_rate, 'prepMinutes', p.prep_minutes, 'hours', p.hours, 'image', p.image, 'recipe', (
         select coalesce(json_agg(json_build_array(i.code, r.quantity, r.removable) order by r.quantity desc, i.code), '[]')
         from recipes r join ingredients i on i.id = r.ingredient_id where r.product_id = p.id), 'options', ${optionsJson}) as row
     from products p join categories c on c.id = p.category_id where (p.retired_at is not null) = $1 order by c.position, p.position, p.code`,
    [retired],
  )
  return rows.map(
    ({ row: { code, category, name, description, translations, price, taxRate, prepMinutes, hours, image, recipe, options } }) => ({
      code,
      category,
      name: textOf(name, translations.name, locales),
      description: textOf(description, translations.description, locales),
      price: decimalOf(price, currency),
      ...(taxRate !== null && { taxRate: String(taxRate) }),
      prepMinutes,
      recipe: Object.fromEntries(recipe.map(([ingredient, quantity]) => [ingredient, quantity])),
      removable: recipe.filter(([, , removable]) => removable).map(([ingredient]) => ingredient),
      options: exportOptions(options, shop),
      ...(hours && { hours }),
      ...(image !== null && { image }),
    }),
  )
}
