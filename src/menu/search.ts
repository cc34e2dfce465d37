/** Finds dishes in a node's copy of the menu. */
import { z } from 'zod'
import { type Product, stored } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'
import { type Page, pageOf } from '../database/page.ts'
import { readDiets } from './diet-words.ts'
import type { Named } from './language.ts'
import type { SearchIndex } from './search-index.ts'
import { type DishTexts, productIn } from './translate.ts'
import { wordsOf } from './words.ts'

/** A row's position on the menu: that of its category, its own in the category, name. */
export const menuPosition = z.tuple([z.int32(), z.int32(), stored(200)])
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
  /** Its own position in the category. */
  place: number
  name: string
  /** The size of the dish as JSON, about. */
  bytes: number
}

export type CompareNames = (a: string, b: string) => number

const collatorOf = remember(1, (locale: string) => new Intl.Collator(locale))
const byLanguage: CompareNames = (a, b) => collatorOf('en').compare(a, b)
const byCodePoint: CompareNames = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** How the database orders names: by code point, or as its language does. */
export const orderOf = (rows: readonly Pick<MenuRow, 'position' | 'place' | 'name'>[]): CompareNames => {
  const inOrder = rows.every(({ position, place, name }, n) => {
    const before = rows[n - 1]
    return before === undefined || before.position !== position || before.place !== place || byCodePoint(before.name, name) < 0
  })
  return inOrder ? byCodePoint : byLanguage
}

interface Searched {
  /** In the order of the menu. */
  rows: readonly MenuRow[]
  byId: ReadonlyMap<string, MenuRow>
  compareNames: CompareNames
  index: SearchIndex
  /** The diets that some dish is marked with. */
  marked: ReadonlySet<string>
}

/** The rows after a position in the order of the menu. */
const afterOnMenu = ({ rows, compareNames }: Searched, after: Position | undefined): readonly MenuRow[] =>
  after === undefined
    ? rows
    : rows.filter((row) => (row.position - after[0] || row.place - after[1] || compareNames(row.name, after[2])) > 0)

/** The rows after the one with this position, the best first. None if the menu no longer has that one. */
const afterInRanking = ({ byId, index }: Searched, search: string, after: Position | undefined): readonly MenuRow[] => {
  const ranked = index.rank(search).flatMap((id) => byId.get(id) ?? [])
  if (after === undefined) return ranked
  const last = ranked.findIndex((row) => row.position === after[0] && row.place === after[1] && row.name === after[2])
  return last < 0 ? [] : ranked.slice(last + 1)
}

/** A page of dishes: in the order of the menu, or those that fit a search, the best first. */
export const findDishes = (
  searched: Searched,
  { categoryId, search = '', diets = [], after, language = '', limit }: MenuQuery,
): Page<Product> => {
  const { rest, fits } = readDiets(search, searched.marked)
  // a text of signs only finds nothing
  const isRanked = wordsOf(rest).length > 0 || wordsOf(search).length === 0
  const rows = search !== '' && isRanked ? afterInRanking(searched, rest, after) : afterOnMenu(searched, after)
  const found: MenuRow[] = []
  for (const row of rows) {
    const { product } = row
    if (categoryId !== undefined && product.categoryId !== categoryId) continue
    if (!fits(product) || !diets.every((diet) => product.diets.some((suitable) => suitable === diet))) continue
    if (found.push(row) > limit) break
  }
  return pageOf(found, {
    limit,
    itemOf: (row) => productIn(row, language),
    bytesOf: ({ bytes }) => bytes,
    keyOf: ({ position, place, name }) => [position, place, name],
  })
}
