/** How the database keeps a text: in the shop's first language, and translations beside it. */
import type { Text } from '../schema/values.ts'

/** The text in the first language. */
export const firstText = (text: Text, locales: readonly string[]): string =>
  typeof text === 'string' ? text : (text[locales[0] ?? ''] ?? '')

/** The other languages of each field: `{ name: { sk: … } }`. */
export const translationsOf = (
  fields: Readonly<Record<string, Text>>,
  locales: readonly string[],
): Record<string, Record<string, string>> => {
  const [first] = locales
  const others = Object.entries(fields).map(([field, text]) => {
    const translated = typeof text === 'string' ? [] : Object.entries(text).filter(([locale]) => locale !== first)
    return [field, Object.fromEntries(translated)] as const
  })
  return Object.fromEntries(others.filter(([, texts]) => Object.keys(texts).length > 0))
}
