import type { Product } from '#contract'
import { clothOf, colourOf, seedOf } from './palette.ts'
import { drawingOf } from './shapes.tsx'

interface Props {
  product: Pick<Product, 'name' | 'ingredients'>
  category: string
}

/** Draws the dish from its ingredients. Hidden from screen readers, since it says nothing that the name does not. */
export const Picture = ({ product: { name, ingredients }, category }: Props) => {
  const seed = seedOf(name)
  const found = [...new Set(ingredients.flatMap((ingredient) => colourOf(ingredient.name) ?? []))]
  const colours = found.length > 0 ? found : ['#d8a765', '#fbeed0']
  return (
    <svg class="picture" viewBox="0 0 120 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
      <rect width="120" height="90" fill={clothOf(seed)} />
      {drawingOf(`${category} ${name}`)({ colours, seed })}
    </svg>
  )
}
