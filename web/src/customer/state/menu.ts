/** The menu as the customer searches it, and the recommendations. */
import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Product, RequestData } from '#contract'
import type { Diet } from '../../language/words.ts'
import { guestOrCustomer } from './session.ts'

export type Recommendation = RequestData<'/', 'recommendation:list'>['recommendations'][number]

export const search = signal('')
export const diets = signal<readonly Diet[]>([])
export const menu = signal<RequestData<'/', 'menu:list'> | undefined>(undefined)
export const recommendations = signal<readonly Recommendation[]>([])

let newestSearch = 0

/** Loads every page of the search. Drops the answers to an older search. */
export const loadMenu = async (): Promise<void> => {
  newestSearch += 1
  const thisSearch = newestSearch
  const payload = {
    limit: 100,
    ...(search.value.trim() && { search: search.value.trim() }),
    ...(diets.value.length > 0 && { diets: [...diets.value] }),
  }
  const client: Pick<Client<'/guest'>, 'request'> = guestOrCustomer()
  let page = await client.request('menu:list', payload)
  const products = [...page.products]
  while (page.nextCursor !== undefined && thisSearch === newestSearch) {
    page = await client.request('menu:list', { ...payload, cursor: page.nextCursor })
    products.push(...page.products)
  }
  if (thisSearch === newestSearch) menu.value = { categories: page.categories, products, version: page.version }
}

export const categoryOf = ({ categoryId }: Pick<Product, 'categoryId'>): string =>
  menu.value?.categories.find(({ id }) => id === categoryId)?.name ?? ''

const setAvailable = (productId: string, available: boolean) => {
  const change = (product: Product) => (product.id === productId ? { ...product, available } : product)
  if (menu.value) menu.value = { ...menu.value, products: menu.value.products.map(change) }
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

export const followRecommendations = (client: Client<'/'>): void => {
  const load = async () => {
    recommendations.value = (await client.request('recommendation:list', { limit: 4 })).recommendations
  }
  client.on('stale', () => void load().catch(() => undefined))
}
