/** What a search says about diets and allergens: "gluten free", "bez lepku", "no nuts". */
import type { Product } from '../contract/index.ts'
import { fold } from './words.ts'

type Diet = Product['diets'][number]
type Allergen = Product['allergens'][number]

/** In folded text. */
const diets: readonly [says: RegExp, diet: Diet][] = [
  [/\b(?:vegans?|vegansk\w+|plant[ -]?based|rastlinn\w+)\b/g, 'vegan'],
  [/\b(?:vegetarians?|veggies?|vegetariansk\w+|meatless|meat[ -]?free|(?:no|without) meat|bez masa|bezmasit\w+)\b/g, 'vegetarian'],
  [/\b(?:pescatarians?|pescetarians?|pescatariansk\w+)\b/g, 'pescatarian'],
  [/\b(?:gluten[ -]?free|(?:no|without) gluten|bez lepku|bezlepkov\w+|co?eliacs?|celiaki\w+)\b/g, 'gluten_free'],
  [/\b(?:lactose[ -]?free|(?:no|without) lactose|bez laktozy|bezlaktozov\w+)\b/g, 'lactose_free'],
  [/\bhalal\b/g, 'halal'],
]

const allergens: readonly [says: RegExp, without: readonly Allergen[]][] = [
  [/\b(?:(?:dairy|milk)[ -]?free|(?:no|without) (?:dairy|milk)|bez mlieka)\b/g, ['milk']],
  [/\b(?:peanuts?[ -]?free|(?:no|without) peanuts?|bez arasidov)\b/g, ['peanuts']],
  [/\b(?:nuts?[ -]?free|(?:no|without) nuts?|bez orechov)\b/g, ['nuts', 'peanuts']],
  [/\b(?:eggs?[ -]?free|(?:no|without) eggs?|bez vajec|bez vajicok)\b/g, ['eggs']],
  [/\b(?:shellfish[ -]?free|(?:no|without) shellfish)\b/g, ['crustaceans', 'molluscs']],
  [/\b(?:crustaceans?[ -]?free|(?:no|without) (?:crustaceans|prawns?|shrimps?)|bez korovcov|bez kreviet)\b/g, ['crustaceans']],
  [/\b(?:molluscs?[ -]?free|(?:no|without) (?:molluscs|mussels?|oysters?|squid)|bez makkysov)\b/g, ['molluscs']],
  [/\b(?:fish[ -]?free|(?:no|without) fish|bez ryb)\b/g, ['fish']],
  [/\b(?:soya?[ -]?free|(?:no|without) (?:soya?|soybeans?)|bez soje)\b/g, ['soybeans']],
  [/\b(?:sesame[ -]?free|(?:no|without) sesame|bez sezamu)\b/g, ['sesame']],
  [/\b(?:celery[ -]?free|(?:no|without) celery|bez zeleru)\b/g, ['celery']],
  [/\b(?:mustard[ -]?free|(?:no|without) mustard|bez horcice)\b/g, ['mustard']],
]

type Fits = (product: Product) => boolean

/** The rest of a search, and what a dish must be fit for. A diet that no dish is marked with stays a word. */
export const readDiets = (search: string, marked: ReadonlySet<string>): { rest: string; fits: Fits } => {
  const conditions: Fits[] = []
  let rest = fold(search).replace(/\s+/g, ' ')
  const take = (says: RegExp, condition: Fits) => {
    const left = rest.replace(says, ' ')
    if (left !== rest) conditions.push(condition)
    rest = left
  }
  for (const [says, diet] of diets) if (marked.has(diet)) take(says, (product) => product.diets.includes(diet))
  for (const [says, without] of allergens) take(says, (product) => without.every((allergen) => !product.allergens.includes(allergen)))
  return { rest, fits: (product) => conditions.every((fits) => fits(product)) }
}

/** Words by which a dish is found even where the name of its diet has a typing error. */
export const dietWords = (product: Product): string =>
  product.diets.map((diet) => `${diet.replace('_', '')} ${slovak[diet] ?? ''}`).join(' ')

const slovak: Partial<Record<Diet, string>> = {
  vegan: 'vegánske',
  vegetarian: 'vegetariánske',
  gluten_free: 'bezlepkové',
  lactose_free: 'bezlaktózové',
}
