/** Fills the basket with an earlier order or a favourite, for the customer to look at before ordering. */
import { RequestError } from '#client'
import type { Favorite, Order, Product } from '#contract'
import { go } from '../../ui/route.ts'
import { add, type Line, leftOut } from './basket.ts'
import { repeatDelivery } from './checkout.ts'
import { isPossible } from './choices.ts'
import { menu } from './menu.ts'
import { customer } from './session.ts'

type Item = (Order | Favorite)['items'][number]

/** Undefined if the dish has left the menu. */
const productOf = async (productId: string): Promise<Product | undefined> => {
  const known = menu.value?.products.find(({ id }) => id === productId)
  if (known) return known
  try {
    return (await customer().request('menu:get', { productId })).product
  } catch (error) {
    if (error instanceof RequestError && error.failure.reason === 'product_not_found') return undefined
    throw error
  }
}

/** Undefined if the dish cannot be ordered as it was. An ingredient that it no longer has need not be left out. */
const lineOf = async ({ productId, quantity, exclude, choices = [], note = '' }: Item): Promise<Line | undefined> => {
  const product = await productOf(productId)
  if (!product?.available) return undefined
  const unwanted = product.ingredients.filter(({ id }) => exclude.includes(id))
  if (unwanted.some(({ removable }) => !removable)) return undefined
  const chosen = choices.map(({ id }) => id)
  return isPossible(product, chosen) ? { product, quantity, exclude: unwanted.map(({ id }) => id), choices: chosen, note } : undefined
}

const fill = async (items: readonly Item[]): Promise<void> => {
  const found = await Promise.all(items.map(async (item) => ({ name: item.name, line: await lineOf(item) })))
  for (const { line } of found) if (line) add(line)
  leftOut.value = found.flatMap(({ name, line }) => (line ? [] : [name]))
  go('basket')
}

export const orderAgain = async (order: Order): Promise<void> => {
  await fill(order.items)
  repeatDelivery(order)
}

export const orderFavorite = ({ items }: Favorite): Promise<void> => fill(items)
