import type { Product } from '#contract'
import { seedOf } from './cloth.ts'
import { colourOf } from './colours.ts'
import { drawingOf } from './kinds.ts'

interface Props {
  product: Pick<Product, 'name' | 'ingredients'>
  category: string
}

/** Draws the dish as what its name says, with the colours of its ingredients. */
export const Drawing = ({ product: { name, ingredients }, category }: Props) => {
  const found = [...new Set(ingredients.flatMap((ingredient) => colourOf(ingredient.name) ?? []))]
  const text = [name, ...ingredients.map((ingredient) => ingredient.name)].join('\n').toLowerCase()
  const has = (words: RegExp) => words.test(text)
  return drawingOf({ name, category })({ colours: found.length > 0 ? found : ['#d8a765', '#fbeed0'], seed: seedOf(name), has })
}
