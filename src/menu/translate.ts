/** The dishes of the menu in the other languages of the shop. */
import type { Product } from '../contract/index.ts'
import type { Named, Translated } from './language.ts'

/** What of a dish reads differently in another language. */
export type DishTexts = Pick<Product, 'name' | 'description' | 'ingredients' | 'options'> & { category: string }

export interface DishTranslations {
  name?: Translated
  description?: Translated
}

interface Sources {
  /** All but the first. */
  languages: readonly string[]
  categories: ReadonlyMap<string, Named>
  ingredients: ReadonlyMap<string, Named>
  optionsIn: (language: string) => Product['options']
}

/** The texts of a dish in each language but the first. */
export const textsOf = (
  product: Product,
  { name, description }: DishTranslations,
  { languages, categories, ingredients, optionsIn }: Sources,
) =>
  new Map(
    languages.map((language): [string, DishTexts] => [
      language,
      {
        name: name?.[language] ?? product.name,
        description: description?.[language] ?? product.description,
        ingredients: product.ingredients.map((each) => ({ ...each, name: ingredients.get(each.id)?.names[language] ?? each.name })),
        options: optionsIn(language),
        category: categories.get(product.categoryId)?.names[language] ?? categories.get(product.categoryId)?.name ?? '',
      },
    ]),
  )

/** The dish in a language. */
export const productIn = ({ product, texts }: { product: Product; texts: ReadonlyMap<string, DishTexts> }, language: string): Product => {
  const found = texts.get(language)
  if (!found) return product
  const { category, ...translated } = found
  return { ...product, ...translated }
}
