/** Faults that concern several entries of the file, or the currency and the languages of the shop. */
import type { Rule as BrokenRule, Location } from '../../contract/index.ts'
import { amountOf, decimalOf } from './amounts.ts'
import type { Text } from './values.ts'

export type Path = readonly (string | number)[]

export interface Fault {
  path: Path
  message: string
  /** For pages, which have texts of their own. Absent: only the message says what is wrong. */
  rule?: BrokenRule
  limit?: number
}

export interface Context {
  /** Whether the list has an entry with this code, even one that has a fault. */
  declares(list: string, code: string): boolean
  /** Undefined where it has a fault. */
  currency: string | undefined
  /** Undefined where they have a fault. */
  locales: readonly string[] | undefined
  /** Whether every price has a tax rate. */
  isTaxed: boolean
  /** Undefined where the shop's place is missing or wrong. */
  location: Location | undefined
}

/** The largest amount that the database takes, in minor units. */
const largestAmount = 100_000_000

export const faultsOfAmount = ({ currency }: Context, path: Path, amount: string | undefined): Fault[] => {
  if (currency === undefined || amount === undefined) return []
  const minor = amountOf(amount, currency)
  if (minor === undefined) return [{ path, message: `${amount} has more digits after the point than ${currency}`, rule: 'decimals' }]
  return minor > largestAmount
    ? [{ path, message: `${amount} is too much`, rule: 'too_big', limit: Number(decimalOf(largestAmount, currency)) }]
    : []
}

export const faultsOfText = ({ locales }: Context, path: Path, text: Text): Fault[] => {
  if (locales === undefined || typeof text === 'string') return []
  const [first = ''] = locales
  const unknown = Object.keys(text).filter((locale) => !locales.includes(locale))
  return [
    ...unknown.map(
      (locale): Fault => ({
        path: [...path, locale],
        message: `${locale} is not among the locales of the shop: ${locales.join(', ')}`,
        rule: 'unknown',
      }),
    ),
    ...(first in text ? [] : [{ path, message: `has no text in ${first}, the first of the shop's locales`, rule: 'required' } as const]),
  ]
}

/** A code that no entry of the list has. */
export const faultsOfCode = (context: Context, list: 'categories' | 'ingredients', path: Path, code: string): Fault[] =>
  context.declares(list, code)
    ? []
    : [{ path, message: `there is no ${list === 'categories' ? 'category' : 'ingredient'} ${code}`, rule: 'not_found' }]

/** The ingredients of a recipe that the file does not have. */
export const faultsOfRecipe = (context: Context, { recipe }: { recipe: object }, path: Path): Fault[] =>
  Object.keys(recipe).flatMap((ingredient) => faultsOfCode(context, 'ingredients', [...path, 'recipe', ingredient], ingredient))
