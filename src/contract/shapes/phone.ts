/** Telephone numbers. */
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min'
import { z } from 'zod'
import { toAsciiDigits } from './digits.ts'
import { remember } from './remember.ts'
import { toPlain } from './text.ts'

/** Contacts and web pages write numbers with no-break spaces, dashes, marks of direction and full-width signs. */
const toTyped = (text: string): string =>
  toAsciiDigits(toPlain(text))
    .replace(/[\p{Zs}\t]+/gu, ' ')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\uff0b/gu, '+')
    .trim()

/** `+421 900 123 456`, if the country has numbers of that length. Undefined for anything else. `country`: of a number that names none. */
const international = remember(1000, (typed: string, country: string): string | undefined => {
  const number = parsePhoneNumberFromString(typed, { extract: false, ...(isSupportedCountry(country) && { defaultCountry: country }) })
  return number?.isPossible() ? number.formatInternational() : undefined
})

/** In most of the world 00 precedes the code of the country. */
const prefix = /^00 ?/

/** Without the code of its country a number means what it means where the shop is. */
const national = /^\(?[0-9](?:[ .()/-]{0,2}[0-9]){4,14}\)?$/

/** The form in which a telephone number is stored. Text that is none stays as it is, but for its spaces and signs. */
export const toPhone = (text: string): string => {
  const typed = toTyped(text)
  return international(typed.replace(prefix, '+'), '') ?? typed
}

/** Whether this ISO 3166-1 code is that of a country with telephone numbers. */
export const hasPhones = (country: string): boolean => isSupportedCountry(country)

/** The form in which a shop in this country stores it. A number that the country does not have stays as the customer wrote it. */
export const toPhoneIn = (country: string | null, text: string): string => {
  const known = toPhone(text)
  return international(known, country ?? '') ?? known
}

const isPhone = (text: string): boolean => international(text, '') !== undefined || (!prefix.test(text) && national.test(text))

export const phone = z
  .string()
  .max(64)
  .overwrite(toPhone)
  .refine(isPhone, { error: 'must be a telephone number, for instance +421 900 123 456', params: { rule: 'phone' } })
  .describe(
    'A telephone number. With the code of its country (`+421`, `00421`) it must have a length that the country uses, and is stored as `+421 900 123 456`. Without, it has 5 to 15 digits and is one of the country of the shop (`shop.country` of its file); where the country has no such number, or the shop names none, it stays as it is.',
  )
