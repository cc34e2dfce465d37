/** The languages, loaded one at a time, and which of them to begin with. Without signals, so that the first script of a page stays small. */
import { load } from '../ui/storage.ts'
import type { Texts } from './en/index.ts'
import type { NotFoodTexts } from './en/not-food.ts'
import type { PageTexts } from './en/of-pages.ts'
import type { StaffTexts } from './en/of-staff.ts'
import { isolating } from './isolate.ts'

const languages = {
  en: async (): Promise<Texts> => isolating((await import('./en/index.ts')).en),
  sk: async (): Promise<Texts> => isolating((await import('./sk/index.ts')).sk),
}
export type Language = keyof typeof languages

export const languageOf = (locale: string): Language => (locale.toLowerCase().startsWith('sk') ? 'sk' : 'en')

const isTag = (text: string) => {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

export const localeKey = 'locale'
/** The last one chosen in this browser, otherwise the browser's own. */
export const preferredLocale = (): string => [load(localeKey) ?? '', navigator.language].find(isTag) ?? 'en'

export interface Spoken {
  /** A BCP 47 tag. */
  locale: string
  texts: Texts
  /** Once the pages beside the first view are loaded. */
  pages?: PageTexts
  /** On the board. */
  staff?: StaffTexts
  /** On the board, in place of some of the others where the shop sells no food. */
  notFood?: NotFoodTexts
}

export const speak = async (locale: string): Promise<Spoken> => ({ locale, texts: await languages[languageOf(locale)]() })
