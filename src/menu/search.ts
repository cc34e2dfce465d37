/** Finds dishes in a node's copy of the menu, as PostgreSQL would. */
import { z } from 'zod'
import { type Product, stored } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'
import { type Page, pageOf } from '../database/page.ts'
import type { Named } from './language.ts'
import { type DishTexts, productIn } from './translate.ts'

/** A row's position on the menu: category, name. */
export const menuPosition = z.tuple([z.int32(), stored(200)])
type Position = z.output<typeof menuPosition>

export interface MenuQuery {
  categoryId?: string | undefined
  search?: string | undefined
  diets?: readonly string[] | undefined
  after?: Position | undefined
  /** One of the shop's languages. */
  language?: string | undefined
  limit: number
}

export interface Category {
  id: string
  name: string
}

export interface NamedCategory extends Category, Named {}

export interface MenuRow {
  /** In the shop's first language. */
  product: Product
  /** In the others. */
  texts: ReadonlyMap<string, DishTexts>
  /** The position of the dish's category. */
  position: number
  name: string
  /** The text that a search looks through, in lower case. */
  text: string
  /** The size of the dish as JSON, about. */
  bytes: number
}

export type CompareNames = (a: string, b: string) => number

/** Lower case, one letter for one letter, as PostgreSQL compares with `ilike`. */
export const lowerCase = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0)).join('')

/** Every word has to be in the name, the description or an ingredient. */
const wordsOf = (search = ''): string[] =>
  search
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(lowerCase)

const collatorOf = remember(1, (locale: string) => new Intl.Collator(locale))
const byLanguage: CompareNames = (a, b) => collatorOf('en').compare(a, b)
const byCodePoint: CompareNames = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** How the database orders names: by code point, or as its language does. */
export const orderOf = (rows: readonly Pick<MenuRow, 'position' | 'name'>[]): CompareNames => {
  const inOrder = rows.every(({ position, name }, n) => {
    const before = rows[n - 1]
    return before === undefined || before.position !== position || byCodePoint(before.name, name) < 0
  })
  return inOrder ? byCodePoint : byLanguage
}

/** A page of dishes, by category and name. `rows` are in the order of the menu. */
export const findDishes = (
  { rows, compareNames }: { rows: readonly MenuRow[]; compareNames: CompareNames },
  { categoryId, search, diets = [], after, language = '', limit }: MenuQuery,
): Page<Product> => {
  const words = wordsOf(search)
  const isAfter = ({ position, name }: MenuRow) =>
    after === undefined || position > after[0] || (position === after[0] && compareNames(name, after[1]) > 0)
  const found: MenuRow[] = []
  for (const row of rows) {
    const { product, text } = row
    if (categoryId !== undefined && product.categoryId !== categoryId) continue
    if (!isAfter(row) || !words.every((word) => text.includes(word))) continue
    if (!diets.every((diet) => product.diets.some((suitable) => suitable === diet))) continue
    if (found.push(row) > limit) break
  }
  return pageOf(found, {
    limit,
    itemOf: (row) => productIn(row, language),
    bytesOf: ({ bytes }) => bytes,
    keyOf: ({ position, name }) => [position, name],
  })
}
