import type { Queryable } from '../../database/database.ts'
import { amountOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeRows } from './entries.ts'
import { firstText, translationsOf } from './texts.ts'

const optionColumns = {
  product_id: 'uuid',
  code: 'text',
  name: 'text',
  translations: 'jsonb',
  position: 'int',
  min_choices: 'int',
  max_choices: 'int',
}

const choiceColumns = {
  option_id: 'uuid',
  product_id: 'uuid',
  code: 'text',
  name: 'text',
  translations: 'jsonb',
  position: 'int',
  price: 'bigint',
  prep_minutes: 'int',
}

/** The ids of products and ingredients, by code. */
interface Known {
  products: ReadonlyMap<string, string>
  ingredients: ReadonlyMap<string, string>
}

/** An entry of a list inside a product is known by what contains it and its code. */
const keyOf = (container: string | undefined, code: string) => `${container} ${code}`

const writeChoiceRecipes = async (database: Queryable, lines: readonly object[]): Promise<void> => {
  const given = 'jsonb_to_recordset($1::jsonb) g(choice_id uuid, ingredient_id uuid, quantity bigint)'
  await database.query(
    `delete from choice_recipes r using choices c where c.id = r.choice_id and c.retired_at is null
       and not exists (select from ${given} where g.choice_id = r.choice_id and g.ingredient_id = r.ingredient_id)`,
    [JSON.stringify(lines)],
  )
  await database.query(
    `insert into choice_recipes as r (choice_id, ingredient_id, quantity) select g.* from ${given}
     on conflict (choice_id, ingredient_id) do update set quantity = excluded.quantity where r.quantity <> excluded.quantity`,
    [JSON.stringify(lines)],
  )
}

/** Writes the options of these products, and retires all others. */
export const applyOptions = async (
  database: Queryable,
  { shop, products }: Pick<ShopFile, 'shop' | 'products'>,
  known: Known,
): Promise<void> => {
  const { locales, currency } = shop
  const texts = (name: ShopFile['shop']['name']) => ({ name: firstText(name, locales), translations: translationsOf({ name }, locales) })
  const options = products.flatMap((product) =>
    product.options.map((option, n) => ({ product_id: known.products.get(product.code), position: n + 1, option })),
  )
  await writeRows(
    database,
    { table: 'options', columns: optionColumns, key: ['product_id', 'code'] },
    options.map(({ product_id, position, option: { code, name, min, max } }) => ({
      product_id,
      code,
      ...texts(name),
      position,
      min_choices: min,
      max_choices: max,
    })),
  )
  const optionIds = await database.query<{ id: string; product_id: string; code: string }>('select id, product_id, code from options')
  const optionId = new Map(optionIds.map(({ id, product_id, code }) => [keyOf(product_id, code), id]))
  const choices = options.flatMap(({ product_id, option }) =>
    option.choices.map((choice, n) => ({ product_id, option_id: optionId.get(keyOf(product_id, option.code)), position: n + 1, choice })),
  )
  await writeRows(
    database,
    { table: 'choices', columns: choiceColumns, key: ['option_id', 'code'] },
    choices.map(({ choice: { code, name, price, prepMinutes }, option_id, product_id, position }) => ({
      option_id,
      product_id,
      code,
      ...texts(name),
      position,
      price: amountOf(price, currency),
      prep_minutes: prepMinutes,
    })),
  )
  const choiceIds = await database.query<{ id: string; option_id: string; code: string }>('select id, option_id, code from choices')
  const choiceId = new Map(choiceIds.map(({ id, option_id, code }) => [keyOf(option_id, code), id]))
  await writeChoiceRecipes(
    database,
    choices.flatMap(({ option_id, choice }) =>
      Object.entries(choice.recipe).map(([ingredient, quantity]) => ({
        choice_id: choiceId.get(keyOf(option_id, choice.code)),
        ingredient_id: known.ingredients.get(ingredient),
        quantity,
      })),
    ),
  )
}
