import { decimalOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

/** An entry of `optionsJson`. */
export interface OptionRow {
  code: string
  name: string
  translations: Translations
  min: number
  max: number
  choices: {
    code: string
    name: string
    translations: Translations
    price: number
    prepMinutes: number
    recipe: [ingredient: string, quantity: number][]
  }[]
}

/** SQL that makes the options of the product `p`; of one that is retired, those that were retired together with it. */
export const optionsJson = `(
  select coalesce(json_agg(json_build_object('code', o.code, 'name', o.name, 'translations', o.translations, 'min', o.min_choices, 'max', o.max_choices,
    'choices', (
      select json_agg(json_build_object('code', x.code, 'name', x.name, 'translations', x.translations, 'price', x.price, 'prepMinutes', x.prep_minutes, 'recipe', (
        select coalesce(json_agg(json_build_array(i.code, r.quantity) order by r.quantity desc, i.code), '[]')
        from choice_recipes r join ingredients i on i.id = r.ingredient_id where r.choice_id = x.id)) order by x.position)
      from choices x where x.option_id = o.id and x.retired_at is not distinct from o.retired_at)) order by o.position), '[]')
  from options o where o.product_id = p.id and o.retired_at is not distinct from p.retired_at)`

export const exportOptions = (
  rows: readonly OptionRow[],
  { locales, currency }: ShopFile['shop'],
): ShopFile['products'][number]['options'] =>
  rows.map(({ code, name, translations, min, max, choices }) => ({
    code,
    name: textOf(name, translations.name, locales),
    min,
    max,
    choices: choices.map((choice) => ({
      code: choice.code,
      name: textOf(choice.name, choice.translations.name, locales),
      price: decimalOf(choice.price, currency),
      prepMinutes: choice.prepMinutes,
      recipe: Object.fromEntries(choice.recipe),
    })),
  }))
