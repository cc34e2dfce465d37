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

/** Checks what the pages read of a dish. */
const isProduct = (value: unknown): value is Product =>
  isNamed(value) &&
  isObject(value) &&
  [value.categoryId, value.description].every(isText) &&
  isPrice(value.price) &&
  isListOf(value.ingredients, isIngredient) &&
  isListOf(value.allergens, isText) &&
  isListOf(value.diets, isText)

const isLine = (value: unknown): value is Line =>
  isObject(value) && isProduct(value.product) && isQuantity(value.quantity) && isListOf(value.exclude, isText) && isText(value.note)

const isId = (value: unknown): value is string => isText(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** Leaves out the lines that cannot be read. An earlier version stored the lines alone. */
export const parseBasket = (stored: unknown): Basket => {
  const { requestId, lines } = isObject(stored) ? stored : { requestId: undefined, lines: stored }
  return { requestId: isId(requestId) ? requestId : newRequestId(), lines: Array.isArray(lines) ? lines.filter(isLine) : [] }
}
