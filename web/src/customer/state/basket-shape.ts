/** The basket as the browser stores it. Another version of the page, or another program, may have stored something else. */
import { newRequestId } from '#client'
import type { Product } from '#contract'
import { limits } from '../../ui/limits.ts'
import { isObject } from '../../ui/storage.ts'

export interface Line {
  product: Product
  quantity: number
  /** Ids of ingredients. */
  exclude: readonly string[]
  /** Ids of choices. */
  choices: readonly string[]
  note: string
}

export interface Basket {
  requestId: string
  lines: readonly Line[]
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isListOf = (value: unknown, is: (each: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)
const isNamed = (value: unknown): boolean => isObject(value) && isText(value.id) && isText(value.name)
const isIngredient = (value: unknown): boolean =>
  isNamed(value) && isObject(value) && (value.unfitFor === undefined || isListOf(value.unfitFor, isText))
const isPrice = (value: unknown) => isObject(value) && Number.isSafeInteger(value.amount) && /^[A-Z]{3}$/.test(String(value.currency))
const isQuantity = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= limits.quantity

const isChoice = (value: unknown): boolean =>
  isNamed(value) && isObject(value) && isPrice(value.price) && isListOf(value.allergens, isText) && isListOf(value.diets, isText)
const isOption = (value: unknown): boolean =>
  isNamed(value) &&
  isObject(value) &&
  Number.isSafeInteger(value.min) &&
  Number.isSafeInteger(value.max) &&
  isListOf(value.choices, isChoice)

/** Checks what the pages read of a dish. */
const isProduct = (value: unknown): value is Product =>
  isNamed(value) &&
  isObject(value) &&
  [value.categoryId, value.description].every(isText) &&
  isPrice(value.price) &&
  isListOf(value.ingredients, isIngredient) &&
  isListOf(value.allergens, isText) &&
  (value.options === undefined || isListOf(value.options, isOption)) &&
  isListOf(value.diets, isText)

const isLine = (value: unknown): value is Line =>
  isObject(value) &&
  isProduct(value.product) &&
  isQuantity(value.quantity) &&
  isListOf(value.exclude, isText) &&
  (value.choices === undefined || isListOf(value.choices, isText)) &&
  isText(value.note)

const isId = (value: unknown): value is string => isText(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** A line of a version of the page that knew no options. */
const completed = (line: Line): Line => ({
  ...line,
  product: { ...line.product, options: line.product.options ?? [] },
  choices: line.choices ?? [],
})

/** Leaves out the lines that cannot be read. An earlier version stored the lines alone. */
export const parseBasket = (stored: unknown): Basket => {
  const { requestId, lines } = isObject(stored) ? stored : { requestId: undefined, lines: stored }
  return { requestId: isId(requestId) ? requestId : newRequestId(), lines: Array.isArray(lines) ? lines.filter(isLine).map(completed) : [] }
}
