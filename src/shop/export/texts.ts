import type { Text } from '../schema/values.ts'

/** The row's text of a field: the text itself, or one for each language, in the order of the shop's languages. */
export const textOf = (first: string, translated: Readonly<Record<string, string>> | undefined, locales: readonly string[]): Text => {
  const [main = ''] = locales
  const others = locales.filter((locale) => translated?.[locale] !== undefined).map((locale) => [locale, translated?.[locale] ?? ''])
  return others.length === 0 ? first : { [main]: first, ...Object.fromEntries(others) }
}

/** `translations` of a row: by field, then by language. */
export type Translations = Readonly<Record<string, Readonly<Record<string, string>>>>
