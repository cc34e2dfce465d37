/** The language of the page, and how it writes money and time. */
import { computed, effect, signal } from '@preact/signals'
import type { Money } from '#contract'
import { moneyFormat, toMajorUnits, withLatinDigits } from '#currency'
import { onStored, store } from '../ui/storage.ts'
import type { Texts } from './en/index.ts'
import { type Language, languageOf, localeKey, preferredLocale, type Spoken, speak } from './texts.ts'

export type { Language } from './texts.ts'
/** Each in its own language. */
export const languageNames: Record<Language, string> = { en: 'English', sk: 'Slovenčina' }

export const spoken = signal<Spoken | undefined>(undefined)
/** A BCP 47 tag: the account's, otherwise the last one chosen in this browser, otherwise the browser's own. */
export const locale = computed(() => spoken.value?.locale ?? preferredLocale())
export const timeZone = signal<string | undefined>(undefined)
export const language = computed(() => languageOf(locale.value))

export const t = (): Texts => {
  if (!spoken.value) throw new Error('the texts are not loaded')
  return spoken.value.texts
}

let speakHere = speak

/** Call this before the page is drawn. `loading` loads the texts that this page needs. */
export const startLanguage = (first: Spoken, loading = speak): void => {
  spoken.value = first
  speakHere = loading
}

let wanted: string | undefined
let changing: Promise<unknown> = Promise.resolve()
/** One change after another, so the last one stays. */
const change = (tag: string): Promise<void> => {
  wanted = tag
  const changed = changing.then(async () => {
    spoken.value = await speakHere(tag)
  })
  changing = changed.catch(() => undefined)
  return changed
}

/** From now on every change of the language also loads these texts. Resolves when they are there in the language of the page. */
export const speakMore = (loading: typeof speak): Promise<void> => {
  speakHere = loading
  return change(wanted ?? locale.peek())
}

/** Shows the page in this language, in every tab, as soon as its texts are there: it resolves then. */
export const setLocale = (tag: string): Promise<void> => {
  store(localeKey, tag)
  // without a network the page stays as it is, and speaks the other language when it is loaded again
  return change(tag).catch(() => undefined)
}
onStored(localeKey, () => void change(preferredLocale()).catch(() => undefined))
effect(() => {
  document.documentElement.lang = language.value
})

/** English without a country is British here: dates and times as Europeans write them. */
const tag = computed(() => withLatinDigits(locale.value === 'en' ? 'en-GB' : locale.value))
const zone = () => (timeZone.value ? { timeZone: timeZone.value } : {})

/** The entries of a table of texts, in the order in which they are offered. */
export const choices = <Key extends string>(table: Readonly<Record<Key, string>>): [key: Key, text: string][] =>
  Object.entries(table) as [Key, string][]

/** Between the whole units of an amount and the rest. */
export const decimalSeparator = computed(
  () => new Intl.NumberFormat(tag.value).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.',
)

export const money = (sum: Money): string => moneyFormat(tag.value, sum.currency).format(toMajorUnits(sum))

/** `19%`, of 19. */
export const percent = (rate: number): string =>
  new Intl.NumberFormat(tag.value, { style: 'percent', maximumFractionDigits: 3 }).format(rate / 100)

export const clock = (moment: string): string =>
  new Intl.DateTimeFormat(tag.value, { timeStyle: 'short', ...zone() }).format(new Date(moment))

const dayOf = (moment: Date) => new Intl.DateTimeFormat('sv', { ...zone() }).format(moment)

/** The calendar date, such as `2026-03-01`, of a moment in milliseconds. */
export const dateOf = (moment: number): string => dayOf(new Date(moment))

/** The time of day; with the date unless that is today. */
export const dateTime = (moment: string): string => {
  const at = new Date(moment)
  return dayOf(at) === dayOf(new Date())
    ? clock(moment)
    : new Intl.DateTimeFormat(tag.value, { dateStyle: 'medium', timeStyle: 'short', ...zone() }).format(at)
}

/** The day of the week, the date and the time of day, such as "Fri 27 Nov, 17:00". */
export const dayAndTime = (moment: string): string =>
  new Intl.DateTimeFormat(tag.value, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    ...zone(),
  }).format(new Date(moment))

/** The date and the time of day, also today. */
export const fullTime = (moment: string): string =>
  new Intl.DateTimeFormat(tag.value, { dateStyle: 'medium', timeStyle: 'short', ...zone() }).format(new Date(moment))

/** The date and time of day in another time zone than that of the account. */
export const timeIn = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat(tag.value, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(moment))

/** The time zone of all times on the page, by its city and its name. */
export const zoneName = (): string => {
  const { timeZone: id } = new Intl.DateTimeFormat(tag.value, zone()).resolvedOptions()
  const [, city] = /\/([^/]+)$/.exec(id) ?? []
  const timeZoneName = city === undefined ? 'long' : 'longGeneric'
  const parts = new Intl.DateTimeFormat(tag.value, { timeZone: id, timeZoneName }).formatToParts(new Date())
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? id
  return city === undefined ? name : `${city.replaceAll('_', ' ')} (${name})`
}

/** How long ago something was, such as "12 seconds ago". */
export const ago = (ms: number): string => {
  const format = new Intl.RelativeTimeFormat(tag.value, { numeric: 'auto' })
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? format.format(-seconds, 'second') : format.format(-Math.round(seconds / 60), 'minute')
}

/** The time of day; with the name of the zone, for an hour that the change of the clocks repeats. */
export const clockInZone = (moment: string): string =>
  new Intl.DateTimeFormat(tag.value, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short', ...zone() }).format(new Date(moment))

/** A list of names, such as "peanuts and milk". */
export const list = (names: readonly string[]): string => new Intl.ListFormat(tag.value).format(names)

/** Long form of a calendar date, such as "Saturday 28 November". */
export const weekday = (date: string): string =>
  new Intl.DateTimeFormat(tag.value, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(date))

/** A calendar date with its year, such as "28 Nov 2026". */
export const calendarDate = (date: string): string =>
  new Intl.DateTimeFormat(tag.value, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date))

/** Short form of a calendar date such as `2026-03-01`. */
export const day = (date: string): string =>
  new Intl.DateTimeFormat(tag.value, { day: 'numeric', month: 'numeric', year: '2-digit', timeZone: 'UTC' }).format(new Date(date))
export const number = (value: number): string => new Intl.NumberFormat(tag.value, { maximumFractionDigits: 1 }).format(value)
