/** The texts of a report in the language of its reader, otherwise in the shop's first language, otherwise in English. */
import { remember } from '../contract/shapes/remember.ts'
import { english } from './english.ts'
import { slovak } from './slovak.ts'
import type { Words } from './words.ts'

const languages: Readonly<Record<string, Words>> = { en: english, sk: slovak }

const languageOf = (locale: string) => new Intl.Locale(locale).language

export const wordsOf = remember(
  100,
  (locale: string, fallback: string): Words => languages[languageOf(locale)] ?? languages[languageOf(fallback)] ?? english,
)
