/** The languages in which an error can be told. */
import type { Texts } from '../errors.ts'
import { slovak } from './slovak.ts'

/** Undefined stands for English: its texts are those of the errors themselves. */
const languages = { en: undefined, sk: slovak } as const satisfies Record<string, Texts | undefined>

export type Language = keyof typeof languages

const isLanguage = (name: string): name is Language => Object.hasOwn(languages, name)

/** The first language of these tags that errors can be told in. */
export const languageOf = (tags: readonly string[]): Language | undefined =>
  tags.map((tag) => tag.split('-', 1)[0]?.toLowerCase() ?? '').find(isLanguage)

export const textsIn = (language: Language): Texts | undefined => languages[language]

/** The language tags of an `Accept-Language` header, the most wanted first. */
export const tagsOf = (header: string): string[] =>
  header
    .split(',')
    .map((range) => {
      const [tag = '', weight = '1'] = range.split(/;\s*q=/)
      return { tag: tag.trim(), weight: Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
