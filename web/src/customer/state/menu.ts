/** The menu as it is searched, and what is recommended from it. */
import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Product, RequestData, RequestPayload } from '#contract'
import { anybody } from './session.ts'

export type Diet = NonNullable<RequestPayload<'/', 'menu:list'>['diets']>[number]
export type Recommendation = RequestData<'/', 'recommendation:list'>['recommendations'][number]

export const search = signal('')
export const diets = signal<readonly Diet[]>([])
export const menu = signal<RequestData<'/', 'menu:list'> | undefined>(undefined)
export const recommendations = signal<readonly Recommendation[]>([])

let newest = 0

/** Loads every page of what is searched for. An answer that a newer question has overtaken is dropped. */
export const loadMenu = async (): Promise<void> => {
  newest += 1
  const question = newest
  const ask = {
    limit: 100,
    ...(search.value.trim() && { search: search.value.trim() }),
    ...(diets.value.length > 0 && { diets: [...diets.value] }),
  }
  const client: Pick<Client<'/guest'>, 'request'> = anybody()
  let page = await client.request('menu:list', ask)
  const products = [...page.products]
  while (page.nextCursor !== undefined && question === newest) {
    page = await client.request('menu:list', { ...ask, cursor: page.nextCursor })
    products.push(...page.products)
  }
  if (question === newest) menu.value = { categories: page.categories, products }
}

export const categoryOf = ({ categoryId }: Pick<Product, 'categoryId'>): string =>
  menu.value?.categories.find(({ id }) => id === categoryId)?.name ?? ''

const setAvailable = (productId: string, available: boolean) => {
  const change = (product: Product) => (product.id === productId ? { ...product, available } : product)
  if (menu.value) menu.value = { ...menu.value, products: menu.value.products.map(change) }
  recommendations.value = recommendations.value.map((each) => ({ ...each, product: change(each.product) }))
}

/** What was missed while away is loaded anew with each connection. */
export const followMenu = (client: Client<'/'> | Client<'/guest'>): void => {
  const on: Client<'/guest'>['on'] = client.on
  on('state', ({ status }) => {
    if (status === 'ready') void loadMenu().catch(() => undefined)
  })
  on('menu:availability_changed', ({ productId, available }) => setAvailable(productId, available))
}

export const followRecommendations = (client: Client<'/'>): void => {
  const load = async () => {
    recommendations.value = (await client.request('recommendation:list', { limit: 4 })).recommendations
  }
  client.on('stale', () => void load().catch(() => undefined))
}
