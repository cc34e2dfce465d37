/** The languages of the shop's texts: the rules of `language_of` and `text_in` in sql/functions/values.sql. */

/** A text by language: what is not in it is in the shop's first language. */
export type Translated = Readonly<Record<string, string>>

/** The language of the shop in which a reader with this locale reads: the same tag, the same language, or the first one. */
export const languageOf = (locale: string, locales: readonly string[]): string => {
  const [tag, language] = [locale.toLowerCase(), locale.toLowerCase().split('-')[0]]
  return (
    locales.find((each) => each.toLowerCase() === tag) ??
    locales.find((each) => each.toLowerCase().split('-')[0] === language) ??
    locales[0] ??
    ''
  )
}

/** What has a name in the shop's first language, and in others. */
export interface Named {
  name: string
  names: Translated
}

export const nameIn = ({ name, names }: Named, language: string): string => names[language] ?? name
