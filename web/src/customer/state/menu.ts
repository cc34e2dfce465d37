/** The menu as the customer searches it, and the recommendations. */
import { computed, signal } from '@preact/signals'
import type { Client } from '#client'
import type { Product, RequestData } from '#contract'
import { locale } from '../../language/language.ts'
import type { Allergen, Diet } from '../../language/words.ts'
import { Newest } from '../../ui/newest.ts'
import { guestOrCustomer } from './session.ts'

export type Recommendation = RequestData<'/', 'recommendation:list'>['recommendations'][number]

export const search = signal('')
/** Show only dishes that are suitable for all of these. */
export const diets = signal<readonly Diet[]>([])
/** Show only dishes that contain none of these. */
export const without = signal<readonly Allergen[]>([])
/** What the search found. */
export const menu = signal<RequestData<'/', 'menu:list'> | undefined>(undefined)
/** Every dish that was loaded, whatever is searched for now. */
export const knownDishes = signal<ReadonlyMap<string, Product>>(new Map())
export const recommendations = signal<readonly Recommendation[]>([])

const know = (products: readonly Product[]) => {
  knownDishes.value = new Map([...knownDishes.peek(), ...products.map((product) => [product.id, product] as const)])
}

export const filters = computed(() => diets.value.length + without.value.length)
export const clearFilters = (): void => {
  diets.value = []
  without.value = []
}
const isShown = (product: Product) =>
  diets.value.every((diet) => product.diets.includes(diet)) && !without.value.some((allergen) => product.allergens.includes(allergen))

interface Shown {
  id: string
  name: string
  dishes: readonly Product[]
}

/** A search answers with the best dishes first: the category of the best is the first. */
const bestFirst = (products: readonly Product[]) => {
  const rank = new Map(products.map(({ id }, n) => [id, n]))
  const best = ({ dishes: [first] }: Shown) => rank.get(first?.id ?? '') ?? products.length
  return (a: Shown, b: Shown) => best(a) - best(b)
}

/** What the search found and the filters leave, by category. */
export const shown = computed(() => {
  const { categories = [], products = [] } = menu.value ?? {}
  const filled = categories
    .map(({ id, name }): Shown => ({ id, name, dishes: products.filter((each) => each.categoryId === id && isShown(each)) }))
    .filter(({ dishes }) => dishes.length > 0)
  return search.value.trim() === '' ? filled : filled.sort(bestFirst(products))
})
export const shownCount = computed(() => shown.value.reduce((sum, { dishes }) => sum + dishes.length, 0))
/** Neither searched nor filtered. */
export const isWhole = computed(() => search.value.trim() === '' && filters.value === 0)

/** The first page is small: a slow connection shows it at once. */
const firstPage = 12
const furtherPages = 100
let newestSearch = 0
/** The search of what `menu` shows, or is about to. */
let searched = ''

/** Loads every page of the search. Drops the answers to an older search. */
export const loadMenu = async (): Promise<void> => {
  newestSearch += 1
  const thisSearch = newestSearch
  searched = search.value.trim()
  const payload = { locale: locale.value, ...(searched !== '' && { search: searched }) }
  const client: Pick<Client<'/guest'>, 'request'> = guestOrCustomer()
  const read = async (more: { limit: number; cursor?: string }) => {
    const found = await client.request('menu:list', { ...payload, ...more })
    if (payload.locale === locale.value) know(found.products)
    return found
  }
  let page = await read({ limit: firstPage })
  const products = [...page.products]
  const isFirst = menu.value === undefined
  while (page.nextCursor !== undefined && thisSearch === newestSearch) {
    if (isFirst) menu.value = { ...page, products: [...products] }
    page = await read({ limit: furtherPages, cursor: page.nextCursor })
    products.push(...page.products)
  }
  if (thisSearch === newestSearch) menu.value = { ...page, products }
}

const whileTypingMs = 150

/** Loads what the customer searches for, once they pause. Call the result to stop. */
export const searchMenu = (): (() => void) | undefined => {
  if (search.value.trim() === searched) return undefined
  const timer = setTimeout(() => void loadMenu().catch(() => undefined), whileTypingMs)
  return () => clearTimeout(timer)
}

/** Another language of the page is another language of the menu, also of one that is on its way. */
locale.subscribe(() => {
  if (newestSearch > 0) void loadMenu().catch(() => undefined)
})

export const categoryOf = ({ categoryId }: Pick<Product, 'categoryId'>): string =>
  menu.value?.categories.find(({ id }) => id === categoryId)?.name ?? ''

const setAvailable = (productId: string, available: boolean) => {
  const change = (product: Product) => (product.id === productId ? { ...product, available } : product)
  if (menu.value) menu.value = { ...menu.value, products: menu.value.products.map(change) }
  const known = knownDishes.peek().get(productId)
  if (known) know([change(known)])
  recommendations.value = recommendations.value.map((each) => ({ ...each, product: change(each.product) }))
}

/** Loads the menu again with every connection: changes in between were missed. */
export const followMenu = (client: Client<'/'> | Client<'/guest'>): void => {
  const on: Client<'/guest'>['on'] = client.on
  on('state', ({ status }) => {
    if (status === 'ready') void loadMenu().catch(() => undefined)
  })
  on('menu:changed', () => void loadMenu().catch(() => undefined))
  on('menu:availability_changed', ({ productId, available }) => setAvailable(productId, available))
}

const newestRecommendations = new Newest()
let reloadRecommendations = () => {}
locale.subscribe(() => reloadRecommendations())

/** Loads them again with every connection, and in every language of the page. */
export const followRecommendations = (client: Client<'/'>): void => {
  const load = async () => {
    const isNewest = newestRecommendations.ask()
    const answer = await client.request('recommendation:list', { limit: 4 })
    if (isNewest()) recommendations.value = answer.recommendations
  }
  const reload = () => void load().catch(() => undefined)
  client.on('stale', () => {
    reloadRecommendations = reload
    reload()
  })
}
