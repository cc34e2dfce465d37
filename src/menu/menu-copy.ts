/** This node's copy of the menu, the shop's settings and the stock, which answers the menu's requests and quotes without PostgreSQL. */
import { z } from 'zod'
import type { Product } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'
import type { Page } from '../database/page.ts'
import { createBatcher } from '../queues/batcher.ts'
import { languageOf, nameIn } from './language.ts'
import { withStock } from './options.ts'
import {
  type Copy,
  checkSql,
  copyOf,
  type LevelRow,
  levelsOf,
  readSql,
  type ShopCheck,
  type ShopRead,
  type Stock,
  shopOf,
  stockOf,
} from './read-shop.ts'
import { type Category, findDishes, type MenuQuery } from './search.ts'
import type { Shop, Store } from './shop.ts'
import { productIn } from './translate.ts'

/** What of the shop has changed, and its version now. */
export type ShopChange = { event: 'shop:changed' | 'menu:changed'; version: number }

/** After a commit that may have changed the stock, so that the commits of that time share one look. */
const lookAfterMs = 100
const maxCallers = 10_000

const availability = z.object({ productId: z.string(), available: z.boolean() })

const withStockOf =
  ({ dishes, ingredients }: Copy, { levels }: Stock) =>
  (product: Product): Product =>
    withStock(product, dishes.get(product.id), { ingredients, levels })

export class MenuCopy {
  readonly #database: Queryable
  readonly #check: (caller: true) => Promise<void>
  #copy: Copy | undefined
  #stock: Stock | undefined
  #reading: Promise<{ copy: Copy; stock: Stock }> | undefined
  /** Counts the changes that were noted, so that a read that began before one of them is done again. */
  #noted = 0
  /** How many of them a look has seen. */
  #seen = 0
  #looking: NodeJS.Timeout | undefined
  /** Quotes were asked for since the last look. */
  #isQuoting = false

  /** The versions of the copy that was read last. */
  #versions: Pick<Store, 'settingsVersion' | 'menuVersion'> | undefined
  readonly #onChange: (change: ShopChange) => void

  /** `onChange` is called when the copy shows a change of the settings or the menu. */
  constructor(database: Queryable, onChange: (change: ShopChange) => void = () => undefined) {
    this.#database = database
    this.#onChange = onChange
    this.#check = createBatcher(async (callers) => {
      const noted = this.#noted
      await this.#look()
      this.#seen = noted
      return callers.map(() => undefined)
    }, maxCallers)
  }

  async #read(): Promise<{ copy: Copy; stock: Stock }> {
    const noted = this.#noted
    const [read] = await this.#database.query<ShopRead>(readSql)
    if (!read) throw new Error('the menu has no version')
    if (noted !== this.#noted) return this.#read()
    this.#copy = copyOf(read, this.#copy)
    this.#stock = stockOf(read)
    this.#compareVersions(this.#copy.store)
    return { copy: this.#copy, stock: this.#stock }
  }

  #compareVersions(store: Store | null): void {
    const before = this.#versions
    this.#versions = store ?? before
    if (!store || !before) return
    const { settingsVersion, menuVersion } = store
    if (settingsVersion !== before.settingsVersion) this.#onChange({ event: 'shop:changed', version: settingsVersion })
    if (menuVersion !== before.menuVersion) this.#onChange({ event: 'menu:changed', version: menuVersion })
  }

  /** Reads everything; all callers of the same time share one read. */
  #readOnce(): Promise<{ copy: Copy; stock: Stock }> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  async #look(): Promise<void> {
    this.#isQuoting = false
    const [now] = await this.#database.query<ShopCheck>(checkSql, [this.#stock?.version])
    if (now && this.#stock) this.#stock = stockOf(now, this.#stock)
    if (now?.version === this.#copy?.version) return
    // a read that began before this look may have the old version
    await this.#reading
    if (now?.version !== this.#copy?.version) await this.#readOnce()
  }

  /**
   * Reads again what has changed; callers that wait share a statement. Resolves when the copy shows everything that was committed
   * before the call. The old copy answers until then, and while the database does not answer.
   */
  refresh(): Promise<void> {
    return this.#check(true)
  }

  /** Applies a committed change immediately, so that the next request sees it; looks at the stock soon after an order, if there are quotes. */
  note(pushes: readonly Push[]): void {
    for (const push of pushes) {
      if ('audience' in push && 'menu' in push.audience) this.#noteAvailability(push.data)
      else if (this.#isQuoting && 'seq' in push && push.event === 'order:status_changed') this.#lookSoon()
    }
  }

  /** Takes levels of the stock that a transaction has seen. A look that is under way may bring back older ones, until the next look. */
  learn(levels: readonly LevelRow[]): void {
    if (this.#stock) this.#stock = { ...this.#stock, version: '', levels: new Map([...this.#stock.levels, ...levelsOf(levels)]) }
  }

  #noteAvailability(data: string): void {
    this.#noted += 1
    const change = availability.safeParse(JSON.parse(data))
    const row = change.success ? this.#copy?.byId.get(change.data.productId) : undefined
    if (change.success && row) row.product = { ...row.product, available: change.data.available }
    // a dish that is new: the next request reads the menu
    else this.#copy = undefined
    // the push does not say whether the kitchen's switch or the stock has changed
    this.#lookSoon()
  }

  #lookSoon(): void {
    if (!this.#copy) return
    this.#looking ??= setTimeout(() => {
      this.#looking = undefined
      // if this look fails, the background's next one reports it
      this.refresh().catch(() => undefined)
    }, lookAfterMs).unref()
  }

  async #known(): Promise<{ copy: Copy; stock: Stock }> {
    return this.#copy && this.#stock ? { copy: this.#copy, stock: this.#stock } : this.#readOnce()
  }

  /** A shop that has been loaded since the node read an empty database is noticed by the first request for it. */
  async #knownShop(): Promise<Shop> {
    // every order asks
    if (this.#copy?.store && this.#stock) return shopOf(this.#copy, this.#stock)
    if (!(await this.#known()).copy.store) await this.refresh()
    const { copy, stock } = await this.#known()
    return shopOf(copy, stock)
  }

  /** A dish with its size as JSON, about. `locale`: the reader's; the shop's first language stands in. */
  async measured(productId: string, locale = ''): Promise<{ product: Product; bytes: number } | undefined> {
    const { copy, stock } = await this.#known()
    const row = copy.byId.get(productId)
    return row && { product: withStockOf(copy, stock)(productIn(row, languageOf(locale, copy.store?.locales ?? []))), bytes: row.bytes }
  }

  async get(productId: string, locale = ''): Promise<Product | undefined> {
    return (await this.measured(productId, locale))?.product
  }

  /** Finds dishes, and all categories. */
  async search(query: Omit<MenuQuery, 'language'>, locale = ''): Promise<{ categories: Category[]; page: Page<Product>; version: number }> {
    const { copy, stock } = await this.#known()
    const language = languageOf(locale, copy.store?.locales ?? [])
    const categories = copy.categories.map((category) => ({ id: category.id, name: nameIn(category, language) }))
    const page = findDishes(copy, { ...query, language })
    page.items = page.items.map(withStockOf(copy, stock))
    return { categories, page, version: copy.store?.menuVersion ?? 0 }
  }

  /** The name of the shop, for a reader with this locale. */
  async shopName(locale: string): Promise<string | undefined> {
    const { store } = (await this.#known()).copy
    return store ? nameIn(store, languageOf(locale, store.locales)) : undefined
  }

  /** What orders are worked out from: the settings and the menu. Rejects with `shop_missing` where there is none. The levels of the stock may be old ones. */
  offer(): Promise<Shop> {
    return this.#knownShop()
  }

  /** The language tag of the shop's texts; empty before the menu was read. */
  readonly firstLanguage = (): string => this.#copy?.store?.locales[0] ?? ''

  /** The ISO 3166-1 code of the shop's country. */
  async country(): Promise<string | null> {
    return (await this.#known()).copy.store?.country ?? null
  }

  /** What quotes and refusals are worked out from. */
  async shop(): Promise<Shop> {
    this.#isQuoting = true
    // a change that only a look can tell: the kitchen's switch, or the stock. The old copy answers while the database does not
    if (this.#seen !== this.#noted) await this.refresh().catch(() => undefined)
    return this.#knownShop()
  }
}
