/** The values that the schemas are made of. */
import { z } from 'zod'

/** An id that the gateway made: a UUIDv7 (RFC 9562). */
export const id = z.uuid().toLowerCase()

/** A client's own id for one mutating request: any UUID, for instance `crypto.randomUUID()`. */
export const requestId = z.uuid().toLowerCase()

/** RFC 3339 in UTC, with milliseconds: `2026-03-01T18:30:00.000Z`. A year of the calendar still ends before 10000. */
export const timestamp = z.iso.datetime().refine((moment) => moment >= '1970' && moment < '9999', 'must be from 1970 to 9998')

/** `amount` in minor units (cents), `currency` an ISO 4217 code. */
export const money = z.strictObject({ amount: z.int(), currency: z.string().length(3) })
export type Money = z.infer<typeof money>

/** WGS 84, in degrees. */
export const location = z.strictObject({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
})
export type Location = z.infer<typeof location>

const controlCharacters = /\p{Cc}/u

/** What PostgreSQL can store and a log or a receipt can show: well-formed Unicode without control characters. */
const isPlain = (text: string) => text.isWellFormed() && !controlCharacters.test(text)
const plainOnly = 'must not contain control characters or broken Unicode'

/** Trimmed text without control characters, possibly empty. */
export const text = (max: number) => z.string().trim().max(max).refine(isPlain, plainOnly)

/** One line that says something. */
export const line = (max: number) => z.string().trim().min(1).max(max).refine(isPlain, plainOnly)

/** Text of several lines; of the control characters only tabs and line breaks are allowed. */
export const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((several) => isPlain(several.replace(/[\t\r\n]/g, '')), plainOnly)

/** ITU-T E.164 with the spaces, dots, hyphens and parentheses that people write. */
export const phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9][0-9 .()-]{4,24}$/, 'must be a telephone number, for instance +421 900 123 456')

/**
 * An IANA time zone, for instance `Europe/Bratislava`, or `UTC`. Not the abbreviations and offsets that programs read in different
 * ways: PostgreSQL's `CET` knows no summer time, and its `+02:00` lies west of Greenwich.
 */
export const timeZone = z
  .string()
  .max(64)
  // not the abbreviations that also pass: of AST and the like everybody has another idea
  .regex(/^(UTC|GMT|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/, 'must be an IANA time zone, for instance Europe/Bratislava')
  .refine((zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone })
      return true
    } catch {
      return false
    }
  }, 'must be an IANA time zone, for instance Europe/Bratislava')

const canonicalLocale = (tag: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}

/** A language tag (BCP 47), for instance `sk` or `en-GB`; texts fall back to English. */
export const locale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== undefined, 'must be a language tag, for instance sk or en-GB')
  .overwrite((tag) => canonicalLocale(tag) ?? tag)
/** A stretch of time: `from` belongs to it, `to` does not; without them it is open. */
export const range = { from: timestamp.optional(), to: timestamp.optional() }

interface Range {
  from?: string | undefined
  to?: string | undefined
}

/** For `refine`: a range must not end before it starts, nor where it starts. */
export const endsAfterStart = ({ from, to }: Range): boolean => from === undefined || to === undefined || Date.parse(from) < Date.parse(to)
export const mustEndAfterStart = { path: ['to'], message: 'must be later than from' }

/** How one asks for a page: at most `limit` entries, from where `cursor` (the last page's `nextCursor`) says. */
export const page = {
  limit: z.int().min(1).max(100).optional(),
  cursor: z.string().max(200).optional(),
}

export const nextCursor = z.string().optional()

/** A diet that a dish is fit for. */
export const diet = z.enum(['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal'])

/** The 14 allergens of Regulation (EU) No 1169/2011, Annex II. */
export const allergen = z.enum([
  'gluten',
  'crustaceans',
  'eggs',
  'fish',
  'peanuts',
  'soybeans',
  'milk',
  'nuts',
  'celery',
  'mustard',
  'sesame',
  'sulphites',
  'lupin',
  'molluscs',
])

/** What a customer will not eat: everything that is not fit for a diet, or an allergen. */
export const dietaryRestriction = z.enum([...diet.options, ...allergen.options])
