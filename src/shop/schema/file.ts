/** The whole file. To add a section, see docs/shop.md. */
import { z } from 'zod'
import { category, categoryRules } from './categories.ts'
import type { Context, Fault } from './faults.ts'
import { ingredient, ingredientRules } from './ingredients.ts'
import { product, productRules } from './products.ts'
import { promotion, promotionRules } from './promotions.ts'
import { eachIn, isRecord, type Rule } from './rules.ts'
import { settings, settingsRules } from './settings.ts'

/** The lists of entries that have codes. */
const lists = {
  categories: z.array(category).describe('The categories, in the order of the menu.'),
  ingredients: z.array(ingredient).describe('What the warehouse holds.'),
  products: z.array(product).describe('What customers order. A category has its products in the order of the list.'),
  promotions: z.array(promotion).default([]).describe('The promotion codes.'),
}
export type ListName = keyof typeof lists
export const listNames = ['categories', 'ingredients', 'products', 'promotions'] as const satisfies readonly ListName[]

export const shopFile = z
  .strictObject({ $schema: z.string().optional().describe('The address of this schema, for editors.'), shop: settings, ...lists })
  .describe('A shop: its settings, its menu, its ingredients and its promotion codes.')

/** The file with every default filled in. */
export type ShopFile = Omit<z.output<typeof shopFile>, '$schema'>

/** The entries of each list. */
export type Entries = { [List in ListName]: ShopFile[List][number] }

const schemas: { [List in ListName]: z.ZodType<Entries[List]> } = {
  categories: category,
  ingredients: ingredient,
  products: product,
  promotions: promotion,
}

/** An entry of the list with every default filled in. Throws if it has not the right form. */
export const parseEntry = <List extends ListName>(list: List, entry: unknown): Entries[List] => schemas[list].parse(entry)

const rules: Record<ListName, readonly Rule[]> = {
  categories: categoryRules,
  ingredients: ingredientRules,
  products: productRules,
  promotions: promotionRules,
}

/** What the schema cannot say: each rule looks at what has the right form. */
export const faultsBetween = (value: unknown, context: Context): Fault[] => {
  const shop = isRecord(value) ? value.shop : undefined
  return [
    ...settingsRules.flatMap((rule) => rule(shop, ['shop'], context)),
    ...listNames.flatMap((list) => eachIn(list, rules[list])(value, [], context)),
  ]
}

/** For editors: draft 2020-12. */
export const shopJsonSchema = () => z.toJSONSchema(shopFile, { io: 'input' })
