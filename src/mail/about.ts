/** What every template knows besides its data: the reader and the shop. */
import { isolate } from '../contract/isolate.ts'
import { remember } from '../contract/shapes/remember.ts'
import { formatOf } from '../reports/format.ts'
import { wordsOf as reportWordsOf } from '../reports/language.ts'
import { english } from './english.ts'
import type { Envelope } from './letter.ts'
import { slovak } from './slovak.ts'

const languages = { en: english, sk: slovak }
type Language = keyof typeof languages

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag)

/** The reader's language, otherwise the shop's first one, otherwise English. */
const languageOf = remember(
  100,
  (locale: string, fallback: string): Language => [locale, fallback].map((tag) => new Intl.Locale(tag).language).find(isLanguage) ?? 'en',
)

interface Reader {
  locale: string
  timeZone: string
}

interface Shop {
  name: string
  /** The shop's first language. */
  locale: string
  /** Without a slash at its end. */
  url: string
}

export interface About extends Envelope {
  say: (typeof languages)[Language]
  /** What receipts call things. */
  terms: ReturnType<typeof reportWordsOf>
  format: ReturnType<typeof formatOf>
  /** The address of a page of the shop. */
  page: (route: string) => string
}

export const aboutOf = ({ locale, timeZone }: Reader, shop: Shop): About => {
  const language = languageOf(locale, shop.locale)
  return {
    language,
    shop: isolate(shop.name),
    url: shop.url,
    say: languages[language],
    terms: reportWordsOf(language, language),
    // numbers and times as the texts around them
    format: formatOf(new Intl.Locale(locale).language === language ? locale : language, timeZone),
    page: (route) => `${shop.url}/#/${route}`,
  }
}
