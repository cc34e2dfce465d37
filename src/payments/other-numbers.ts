/** Numbers that are as long as a card's and are none: UUIDs, IBANs, telephone numbers and coordinates. */
import { electronicFormatIBAN, getCountrySpecifications, isValidIBAN } from 'ibantools'

const uuid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
const onlyUuid = new RegExp(`^${uuid}$`, 'i')
const uuids = new RegExp(`(?<![\\p{L}\\p{Nd}])${uuid}(?![\\p{L}\\p{Nd}])`, 'giu')

/** Whether the text is a UUID and nothing else. */
export const isUuid = (text: string): boolean => onlyUuid.test(text)

const ibans = new RegExp(
  `(?<![\\p{L}\\p{Nd}])(?:${Object.entries(getCountrySpecifications())
    .flatMap(([country, { chars }]) => (chars ? `${country}\\d\\d(?:[\\s-]?[A-Z\\d]){${chars - 4}}` : []))
    .join('|')})(?![\\p{L}\\p{Nd}])`,
  'gu',
)

const isIban = (text: string) => isValidIBAN(electronicFormatIBAN(text.replace(/\s/g, '')) ?? '')

/** `48.148623018853`: as maps copy them. */
const degrees = /(?<![\p{Nd}.,])\d{1,3}[.,]\d{10,15}(?!\p{Nd})/gu

/** The text without its UUIDs, IBANs and coordinates. */
export const withoutOtherNumbers = (text: string): string =>
  text
    .replace(uuids, 'UUID')
    .replace(ibans, (found) => (isIban(found) ? 'IBAN' : found))
    .replace(degrees, 'degrees')

/** Digits of the longest telephone numbers, with their country code, by the first digit of that code. ITU-T E.164 allows 15. */
const longestTelephone: Partial<Record<string, number>> = { '1': 11, '3': 13, '7': 11 }

const internationalPrefix = /^(?:00|011)/

/** Where a telephone number that begins at this place of the digits ends at the latest. */
export const endOfTelephone = (digits: string, from: number): number => {
  const code = from + (internationalPrefix.exec(digits.slice(from, from + 3))?.[0].length ?? 0)
  return code + (longestTelephone[digits.charAt(code)] ?? 15)
}

/** Whether a telephone number in international form begins with these digits. `before` is the text between the digits before and them. */
export const beginsTelephone = (digits: string, before: string, isFirst: boolean): boolean =>
  before.includes('+') || before.includes('\uff0b') || (isFirst && internationalPrefix.test(digits))
