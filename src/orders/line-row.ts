/** A line as the database stores it. */
import type { Chosen as StoredChoice } from '../answers/stored-answer.ts'
import { nameIn } from '../menu/language.ts'
import type { Shop } from '../menu/shop.ts'
import type { Chosen } from './choices.ts'
import type { PricedLine, WorkedOut } from './work-out.ts'

/** A row of `order_line`. */
export interface LineRow {
  product_id: string
  quantity: number
  exclude: readonly string[]
  note?: string | undefined
  name: string
  /** In the customer's language, where it is another name. */
  shown_name?: string | undefined
  unit_price: number
  choices: StoredChoice[]
  tax_rate: number | null
}

/** The name in the customer's language, where it is another one. */
export const shown = (named: Parameters<typeof nameIn>[0], language: string): string | undefined => {
  const name = nameIn(named, language)
  return name === named.name ? undefined : name
}

const storedChoice = ({ option, choice }: Chosen, language: string): StoredChoice => ({
  id: choice.id,
  optionId: option.id,
  option: option.name,
  shownOption: shown(option, language),
  name: choice.name,
  shownName: shown(choice, language),
  price: choice.price,
})

/** `items`: as they were asked for. */
export const lineRow = (
  { line, dish, quantity, exclude, chosen, unitPrice }: PricedLine,
  items: readonly { note?: string | undefined }[],
  language: string,
): LineRow => ({
  product_id: dish.id,
  quantity,
  exclude,
  note: items[line]?.note,
  name: dish.name,
  shown_name: shown(dish, language),
  unit_price: unitPrice,
  choices: chosen.map((each) => storedChoice(each, language)),
  tax_rate: dish.taxRate,
})

/** The restrictions that rule out what an order needs. */
export const unfitFor = ({ ingredients }: Pick<Shop, 'ingredients'>, { needs }: Pick<WorkedOut, 'needs'>): string[] => {
  const found = new Set<string>()
  for (const ingredientId of needs.keys()) for (const each of ingredients.get(ingredientId)?.unfitFor ?? []) found.add(each)
  return [...found]
}
