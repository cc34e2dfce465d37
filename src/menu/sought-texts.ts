import type { Product } from '../contract/index.ts'
import { dietWords } from './diet-words.ts'
import type { DishTexts } from './translate.ts'

/** What a dish is found by, each in all languages of the shop. */
export interface SoughtTexts {
  id: string
  name: string
  category: string
  ingredients: string
  /** What can be chosen: "oat milk". */
  choices: string
  diets: string
  description: string
}

/** `category` is the name of the dish's category in the shop's first language. */
export const soughtIn = (
  { product, texts }: { product: Product; texts: ReadonlyMap<string, DishTexts> },
  category: string,
): SoughtTexts => {
  const languages = [{ ...product, category }, ...texts.values()]
  const join = (textIn: (texts: (typeof languages)[number]) => string) => [...new Set(languages.map(textIn))].join(' ')
  return {
    id: product.id,
    name: join(({ name }) => name),
    category: join((each) => each.category),
    ingredients: join(({ ingredients }) => ingredients.map(({ name }) => name).join(' ')),
    choices: join(({ options }) => options.flatMap(({ choices }) => choices.map(({ name }) => name)).join(' ')),
    diets: dietWords(product),
    description: join(({ description }) => description),
  }
}
