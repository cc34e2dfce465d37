/** The time zone and the language in which a person reads times, numbers and texts. */
import { z } from 'zod'
import { remember } from './remember.ts'

/** The zones of one word that browsers report, as the places that have their time (tz database, 2024b), and the zone of a browser that has none. */
const places: ReadonlyMap<string, string> = new Map([
  ['CET', 'Europe/Brussels'],
  ['CST6CDT', 'America/Chicago'],
  ['EET', 'Europe/Athens'],
  ['EST', 'America/Panama'],
  ['EST5EDT', 'America/New_York'],
  ['Etc/Unknown', 'UTC'],
  ['HST', 'Pacific/Honolulu'],
  ['MET', 'Europe/Brussels'],
  ['MST', 'America/Phoenix'],
  ['MST7MDT', 'America/Denver'],
  ['PST8PDT', 'America/Los_Angeles'],
  ['WET', 'Europe/Lisbon'],
])

const written = /^(UTC|GMT|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/

const isTimeZone = remember(500, (timeZone: string) => {
  try {
    return written.test(timeZone) && new Intl.DateTimeFormat('en', { timeZone }) !== undefined
  } catch {
    return false
  }
})

/**
 * Programs read abbreviations and offsets in different ways: PostgreSQL's `CET` has no summer time, and its `+02:00` lies west of
 * Greenwich. So those that a browser reports become a place, and the others are refused.
 */
export const timeZone = z
  .string()
  .max(64)
  .overwrite((reported) => places.get(reported) ?? reported)
  .refine(isTimeZone, { error: 'must be an IANA time zone, for instance Europe/Bratislava', params: { rule: 'time_zone' } })
  .describe(
    'An IANA time zone, for example `Europe/Bratislava`, or `UTC`. A zone of one word that browsers report (`CET`) becomes a place with that time, and `Etc/Unknown` becomes `UTC`. Other abbreviations and offsets (`+02:00`) are refused.',
  )

/** The tag in canonical spelling: `pt-BR`. Undefined if it is none. */
export const canonicalLocale = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

export const locale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== undefined, {
    error: 'must be a language tag, for instance sk or en-GB',
    params: { rule: 'locale' },
  })
  .overwrite((tag) => canonicalLocale(tag) ?? tag)
  .describe("A language tag (BCP 47), for example `sk` or `en-GB`. Texts that are not translated are in the shop's first language.")
