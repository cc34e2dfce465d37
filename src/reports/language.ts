/** The texts of a report in the language of its reader. Other languages than these get English. */
import { remember } from '../contract/shapes/remember.ts'
import { english } from './english.ts'
import { slovak } from './slovak.ts'
import type { Words } from './words.ts'

const languages: Readonly<Record<string, Words>> = { en: english, sk: slovak }

export const wordsOf = remember(100, (locale: string): Words => languages[new Intl.Locale(locale).language] ?? english)
