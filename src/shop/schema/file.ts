/** The whole file. To add a section, see docs/shop.md. */
import { z } from 'zod'
import { type area, areaRule, areasRule } from './areas.ts'
import { category, categoryRule } from './categories.ts'
import type { Context, Fault, Placed } from './faults.ts'
import { ingredient, ingredientRule } from './ingredients.ts'
import { product, productRule } from './products.ts'
import { promotion, promotionRule } from './promotions.ts'
import { settings, settingsRule } from './settings.ts'

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

/** What of a file has the right form. */
export interface ReadableFile {
  shop: z.output<typeof settings> | undefined
  areas: Placed<z.output<typeof area>>[]
  entries<Entry extends z.ZodType>(list: ListName, schema: Entry): Placed<z.output<Entry>>[]
}

/** What the schema cannot say. */
export const faultsBetween = ({ shop, areas, entries }: ReadableFile, context: Context): Fault[] => [
  ...(shop ? settingsRule({ entry: shop, path: ['shop'] }, context) : []),
  ...areas.flatMap((placed) => areaRule(placed, context)),
  ...areasRule(['shop', 'areas'], areas),
  ...entries('categories', category).flatMap((placed) => categoryRule(placed, context)),
  ...entries('ingredients', ingredient).flatMap((placed) => ingredientRule(placed, context)),
  ...entries('products', product).flatMap((placed) => productRule(placed, context)),
  ...entries('promotions', promotion).flatMap((placed) => promotionRule(placed, context)),
]

/** For editors: draft 2020-12. */
export const shopJsonSchema = () => z.toJSONSchema(shopFile, { io: 'input' })
