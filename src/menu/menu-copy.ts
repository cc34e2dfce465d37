/** This node's copy of the menu, which answers the menu's requests without PostgreSQL. */
import { z } from 'zod'
import { type Product, stored } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'
import type { Queryable } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import { type Page, pageOf } from '../database/page.ts'
import { productJson } from './product-json.ts'

/** A row's position on the menu: category, name. */
export const menuPosition = z.tuple([z.int32(), stored(200)])
type Position = z.output<typeof menuPosition>

export interface MenuQuery {
  categoryId?: string | undefined
  search?: string | undefined
  diets?: readonly string[] | undefined
  after?: Position | undefined
  limit: number
}

export interface MenuRow {
  product: Product
  /** The position of the dish's category. */
  position: number
  name: string
}

/** A row with the text that a search looks through. */
type SearchableRow = MenuRow & { text: string }

interface Category {
  id: string
  name: string
}

interface Menu {
  /** Changes with every committed change of the menu. */
  version: string
  categories: Category[]
  /** In the order of the menu. */
  rows: SearchableRow[]
  byId: Map<string, SearchableRow>
  compareNames: (a: string, b: string) => number
}

// every update of a row gives it another xmin
const versionSql = ['store', 'categories', 'products', 'recipes', 'ingredients']
  .map((table) => `(select count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) from ${table})`)
  .join(" || ' ' || ")

// one statement, so that the version is that of the rows
const readSql = `
  select ${versionSql} as version,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by position), '[]') from categories) as categories,
    (select coalesce(json_agg(json_build_object('product', ${productJson}, 'position', category_position, 'name', name,
      'text', name || ' ' || description || ' ' || ingredient_names) order by category_position, name), '[]') from menu) as rows`

/** Lower case, one letter for one letter, as PostgreSQL compares with `ilike`. */
const lowerCase = (text: string): string =>
  Array.from(text, (letter) => String.fromCodePoint(letter.toLowerCase().codePointAt(0) ?? 0)).join('')

/** Every word has to be in the name, the description or an ingredient. */
const wordsOf = (search = ''): string[] =>
  search
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(lowerCase)

const collatorOf = remember(1, (locale: string) => new Intl.Collator(locale))
const byLanguage = (a: string, b: string): number => collatorOf('en').compare(a, b)
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** How the database orders names: by code point, or as its language does. */
const orderOf = (rows: readonly MenuRow[]) => {
  const inOrder = rows.every(({ position, name }, n) => {
    const before = rows[n - 1]
    return before === undefined || before.position !== position || byCodePoint(before.name, name) < 0
  })
  return inOrder ? byCodePoint : byLanguage
}

const availability = z.object({ productId: z.string(), available: z.boolean() })

export class MenuCopy {
  readonly #database: Queryable
  #menu: Menu | undefined
  #reading: Promise<Menu> | undefined
  /** Counts the changes that were noted, so that a read that began before one of them is done again. */
  #noted = 0

  constructor(database: Queryable) {
    this.#database = database
  }

  async #read(): Promise<Menu> {
    const noted = this.#noted
    const [read] = await this.#database.query<Pick<Menu, 'version' | 'categories' | 'rows'>>(readSql)
    if (!read) throw new Error('the menu has no version')
    if (noted !== this.#noted) return this.#read()
    const rows = read.rows.map((row) => ({ ...row, text: lowerCase(row.text) }))
    this.#menu = { ...read, rows, byId: new Map(rows.map((row) => [row.product.id, row])), compareNames: orderOf(rows) }
    return this.#menu
  }

  /** Reads the menu; all callers of the same time share one read. */
  #readOnce(): Promise<Menu> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Reads the menu again if it has changed. The old copy answers until then, and while the database does not answer. */
  async refresh(): Promise<void> {
    const [now] = await this.#database.query<{ version: string }>(`select ${versionSql} as version`)
    if (now?.version !== this.#menu?.version) await this.#readOnce()
  }

  /** Applies a committed change immediately, so that the next request sees it. */
  note(pushes: readonly Push[]): void {
    for (const push of pushes) {
      if (!('audience' in push && 'menu' in push.audience)) continue
      this.#noted += 1
      const change = availability.safeParse(push.data)
      const row = change.success ? this.#menu?.byId.get(change.data.productId) : undefined
      if (change.success && row) row.product = { ...row.product, available: change.data.available }
      // a dish that is new: the next request reads the menu
      else this.#menu = undefined
    }
  }

  async get(productId: string): Promise<Product | undefined> {
    return (this.#menu ?? (await this.#readOnce())).byId.get(productId)?.product
  }

  /** Finds dishes, by category and name, and all categories. */
  async search({ categoryId, search, diets = [], after, limit }: MenuQuery): Promise<{ categories: Category[]; page: Page<Product> }> {
    const { categories, rows, compareNames } = this.#menu ?? (await this.#readOnce())
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
    return { categories, page: pageOf(found, { limit, itemOf: ({ product }) => product, keyOf: ({ position, name }) => [position, name] }) }
  }
}
