/** How much of a dish is in the basket, whatever is left out of it, and one portion more or less. */
import type { Product } from '#contract'
import { add, lines, setQuantity } from './basket.ts'

export const portionsOf = (productId: string): number =>
  lines.value.reduce((sum, { product, quantity }) => (product.id === productId ? sum + quantity : sum), 0)

const lastLineOf = (productId: string) => lines.value.findLastIndex(({ product }) => product.id === productId)

/** One more like the last one. */
export const addPortion = (product: Product): void => {
  const { exclude = [], choices = [], note = '' } = lines.value[lastLineOf(product.id)] ?? {}
  add({ product, quantity: 1, exclude, choices, note })
}

export const removePortion = (productId: string): void => {
  const index = lastLineOf(productId)
  setQuantity(index, (lines.value[index]?.quantity ?? 0) - 1)
}
