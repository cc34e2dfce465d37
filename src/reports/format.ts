/** Formats numbers and times for people, in their language and time zone, and for programs. */
import { minorUnitDigits, moneyFormat, toMajorUnits, withLatinDigits } from '../contract/currency.ts'
import type { Money } from '../contract/index.ts'
import { remember } from '../contract/shapes/remember.ts'

/** Minor units as a plain decimal number: `12.50`. */
const decimal = (money: Money): string => toMajorUnits(money).toFixed(minorUnitDigits(money.currency))

/** The scripts that the font of a PDF contains. It writes from left to right only. */
const scripts: ReadonlySet<string | undefined> = new Set(['Latn', 'Cyrl', 'Grek'])

/** The language in which numbers and times are written: English, as the words are, for one that a PDF cannot show. */
const writtenIn = (locale: string): string => (scripts.has(new Intl.Locale(locale).maximize().script) ? withLatinDigits(locale) : 'en')

/** The formats of a language in a time zone: kept, because making them takes longer than a receipt. */
export const formatOf = remember(50, (reader: string, timeZone: string) => {
  const locale = writtenIn(reader)
  const moments = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium', timeStyle: 'short' })
  const days = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' })
  const clocks = new Intl.DateTimeFormat(locale, { timeZone, timeStyle: 'short' })
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 3 })
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  })

  /** Local time with its offset, ISO 8601: `2026-03-29T18:30:00+02:00`. */
  const isoTime = (at: string): string => {
    const of = Object.fromEntries(parts.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
    const offset = of.timeZoneName?.replace('GMT', '') || '+00:00'
    return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}:${of.second}${offset}`
  }

  const money = (sum: Money): string => moneyFormat(locale, sum.currency).format(toMajorUnits(sum))

  return {
    decimal,
    isoTime,
    money,
    /** `5.5%`, of 5.5. */
    percent: (rate: number): string => percents.format(rate / 100),
    /** `29 Mar 2026, 18:30`. */
    moment: (at: string): string => moments.format(new Date(at)),
    /** `29 Mar 2026`, of `2026-03-29`. */
    day: (date: string): string => days.format(new Date(`${date}T00:00:00Z`)),
    /** `18:30`. */
    clock: (at: string): string => clocks.format(new Date(at)),
  }
})
export type Format = ReturnType<typeof formatOf>
