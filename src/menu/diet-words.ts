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

/** "nut-free", "no nuts", "without nuts", "bez orechov". Both are patterns of what is avoided. */
const freeOf = (english: string, slovak: string): RegExp =>
  new RegExp(`\\b(?:(?:${english})[ -]?free|(?:no|without) (?:${english})|bez (?:${slovak}))\\b`, 'g')

const allergens: readonly [says: RegExp, without: readonly Allergen[]][] = [
  [freeOf('dairy|milk', 'mlieka'), ['milk']],
  [freeOf('peanuts?', 'arasidov'), ['peanuts']],
  [freeOf('nuts?', 'orechov'), ['nuts', 'peanuts']],
  [freeOf('eggs?', 'vajec|vajicok'), ['eggs']],
  [freeOf('shellfish', 'morskych plodov'), ['crustaceans', 'molluscs']],
  [freeOf('crustaceans?|prawns?|shrimps?', 'korovcov|kreviet'), ['crustaceans']],
  [freeOf('molluscs?|mussels?|oysters?|squid', 'makkysov'), ['molluscs']],
  [freeOf('fish', 'ryb'), ['fish']],
  [freeOf('soya?|soybeans?', 'soje'), ['soybeans']],
  [freeOf('sesame', 'sezamu'), ['sesame']],
  [freeOf('celery', 'zeleru'), ['celery']],
  [freeOf('mustard', 'horcice'), ['mustard']],
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
