/** Reads the entries of the shop's file, which the contract leaves open: the gateway checks them by the rules of the file. */
import type { ShopEntry } from '#contract'
import { language } from '../../language/staff-language.ts'

export type Fields = ShopEntry['entry']

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const fieldsIn = (value: unknown): Fields => (isFields(value) ? value : {})
export const textIn = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const codeOf = ({ entry }: ShopEntry): string => textIn(entry.code)

/** A text of the shop in the language of the page, or in the first one that it has. */
export const inLanguage = (text: unknown): string => {
  if (!isFields(text)) return textIn(text)
  return textIn(text[language.value] ?? Object.values(text)[0])
}

export const nameOf = ({ entry }: ShopEntry): string => inLanguage(entry.name)

const plain = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** Whether a name or a code of the entry holds the text, in any language, with or without its accents. */
export const holds = ({ entry }: ShopEntry, sought: string): boolean =>
  plain(JSON.stringify([entry.name, entry.code, entry.promotionCode])).includes(plain(sought.trim()))

/** A code made of the name, which no entry of the list has: `tomato-soup`. */
export const freeCode = (name: string, entries: readonly ShopEntry[], noun: string): string => {
  const words = plain(name)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')
  const taken = new Set(entries.map(codeOf))
  const base = words || noun
  for (let n = 1; ; n += 1) {
    const code = n === 1 ? base : `${base}-${n}`
    if (!taken.has(code)) return code
  }
}

/** The list with the entry at another place. */
export const moved = <Entry>(entries: readonly Entry[], from: number, to: number): Entry[] => {
  const [entry, ...rest] = [...entries.slice(from, from + 1), ...entries.slice(0, from), ...entries.slice(from + 1)]
  return entry === undefined ? [...entries] : rest.toSpliced(to, 0, entry)
}
