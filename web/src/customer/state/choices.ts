/** What a line chooses of the options of its dish. */
import type { Product } from '#contract'
import type { Allergen } from '../../language/words.ts'

type Option = Product['options'][number]

/** The choices with these ids, in the order of the menu. */
export const chosenOf = ({ options }: Pick<Product, 'options'>, ids: readonly string[]) =>
  options.flatMap(({ choices }) => choices.filter(({ id }) => ids.includes(id)))

/** The price of one portion with what is chosen. */
export const unitPriceOf = ({ product, choices }: { product: Product; choices: readonly string[] }) => ({
  ...product.price,
  amount: chosenOf(product, choices).reduce((sum, { price }) => sum + price.amount, product.price.amount),
})

const countOf = (option: Option, ids: readonly string[]) => chosenOf({ options: [option] }, ids).length

/** The first option of which something must still be chosen. */
export const missingOf = ({ options }: Pick<Product, 'options'>, ids: readonly string[]): Option | undefined =>
  options.find((option) => countOf(option, ids) < option.min)

export const isFull = (option: Option, ids: readonly string[]): boolean => option.max > 1 && countOf(option, ids) >= option.max

/** Chooses or takes back. Of an option with one choice, another one takes its place. */
export const toggleChoice = (option: Option, ids: readonly string[], id: string): string[] => {
  if (ids.includes(id)) return ids.filter((other) => other !== id)
  const others = option.max === 1 ? option.choices.map((choice) => choice.id) : []
  return [...ids.filter((other) => !others.includes(other)), id]
}

export const allergensOfChoices = (product: Pick<Product, 'options'>, ids: readonly string[]): Allergen[] =>
  chosenOf(product, ids).flatMap(({ allergens }) => allergens)

/** What a line may choose instead of a choice that is sold out: nothing, where none is required, and others of the same question. */
export const remediesOf = (
  { options }: Pick<Product, 'options'>,
  ids: readonly string[],
  gone: string,
): { others: Product['options'][number]['choices']; canGoWithout: boolean } => {
  const option = options.find(({ choices }) => choices.some(({ id }) => id === gone))
  const left = ids.filter((id) => id !== gone)
  return {
    others: option?.choices.filter(({ id, available }) => available && !ids.includes(id)) ?? [],
    canGoWithout: option === undefined || countOf(option, left) >= option.min,
  }
}

/** Whether the dish still offers all of these, and no other choice is required. */
export const isPossible = (product: Pick<Product, 'options'>, ids: readonly string[]): boolean =>
  chosenOf(product, ids).length === ids.length && missingOf(product, ids) === undefined
