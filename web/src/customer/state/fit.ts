/** What a dish contains once some of its ingredients are left out. */
import type { Product } from '#contract'
import type { Allergen, Restriction } from '../../language/words.ts'

type Dish = Pick<Product, 'ingredients' | 'allergens'>

/**
 * Whether the restriction is met because every ingredient against it is left out. A dish that an older page put into the basket does not
 * say which ingredients these are; then leaving them out changes nothing.
 */
export const isMetWithout = (restriction: Restriction, { ingredients }: Pick<Dish, 'ingredients'>, exclude: readonly string[]): boolean => {
  const unfit = ingredients.filter(({ unfitFor }) => unfitFor?.includes(restriction))
  return unfit.length > 0 && unfit.every(({ id }) => exclude.includes(id))
}

export const allergensOf = (dish: Dish, exclude: readonly string[]): Allergen[] =>
  dish.allergens.filter((allergen) => !isMetWithout(allergen, dish, exclude))
