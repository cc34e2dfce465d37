/** The options of a dish, as the contract has them. */
import { moneyIn } from '../contract/currency.ts'
import { allergen, type DietaryRestriction, type Product } from '../contract/index.ts'
import { nameIn } from './language.ts'
import type { Choice, Dish, Shop } from './shop.ts'
import { isCovered, type Supply } from './supply.ts'

type Options = Product['options']
type Allergen = Product['allergens'][number]

type Sources = Pick<Shop, 'ingredients'> & { currency: string; diets: Product['diets'] }

const dietsAndAllergens = ({ recipe }: Choice, { ingredients, diets }: Sources) => {
  const unfitFor = new Set(
    recipe.flatMap(({ ingredientId }): readonly DietaryRestriction[] => ingredients.get(ingredientId)?.unfitFor ?? []),
  )
  return { diets: diets.filter((each) => !unfitFor.has(each)), allergens: allergen.options.filter((each) => unfitFor.has(each)) }
}

/** The options in a language, as if everything could be chosen. */
export const optionsIn = ({ options }: Pick<Dish, 'options'>, language: string, sources: Sources): Options => {
  const money = moneyIn(sources.currency)
  return options.map((option) => ({
    id: option.id,
    name: nameIn(option, language),
    min: option.min,
    max: option.max,
    choices: option.choices.map((choice) => ({
      id: choice.id,
      name: nameIn(choice, language),
      price: money(choice.price),
      prepMinutes: choice.prepMinutes,
      ...dietsAndAllergens(choice, sources),
      available: true,
    })),
  }))
}

/** The product with what its required options do to it: no diet that no choice leaves possible, and each allergen that none avoids. */
export const withRequired = (product: Product, { options }: Pick<Dish, 'options'>): Product => {
  const off = new Set(options.flatMap(({ choices }) => choices.filter(({ available }) => !available).map(({ id }) => id)))
  const required = product.options
    .filter(({ min }) => min > 0)
    .map(({ min, choices }) => {
      const on = choices.filter(({ id }) => !off.has(id))
      // where too few are switched on, it cannot be ordered at all
      return { min, choices: on.length < min ? choices : on }
    })
  if (required.length === 0) return product
  const isPossible = (fits: (choice: Options[number]['choices'][number]) => boolean) =>
    required.every(({ min, choices }) => choices.filter(fits).length >= min)
  const isCertain = (each: Allergen) => !isPossible(({ allergens }) => !allergens.includes(each))
  return {
    ...product,
    diets: product.diets.filter((each) => isPossible(({ diets }) => diets.includes(each))),
    allergens: allergen.options.filter((each) => product.allergens.includes(each) || isCertain(each)),
  }
}

/** Whether it is switched on, and there is enough for one portion. */
const canBeChosen = ({ available, recipe }: Choice, supply: Supply): boolean =>
  available && recipe.every(({ ingredientId, quantity }) => isCovered(supply, ingredientId, quantity))

/** The product with what of its options can be chosen now. */
export const withStock = (product: Product, dish: Pick<Dish, 'options'> | undefined, supply: Supply): Product => {
  if (product.options.length === 0 || !dish) return product
  const out = new Set(dish.options.flatMap(({ choices }) => choices.filter((choice) => !canBeChosen(choice, supply)).map(({ id }) => id)))
  if (out.size === 0) return product
  const options = product.options.map((option) => ({
    ...option,
    choices: option.choices.map((choice) => ({ ...choice, available: !out.has(choice.id) })),
  }))
  return { ...product, options }
}
