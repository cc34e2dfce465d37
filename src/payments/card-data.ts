/** Refuses card data: a card number, or a field named like one (PCI DSS 4.0, requirement 3.3). */
import { AppError } from '../errors.ts'

/** 13 to 19 digits, in groups as people write them. A card number never begins with 0; digits after a + are a telephone number. */
const candidate = /(?<![\w+-])[1-9](?:[ -]?\d){12,18}(?![\w-])/g

const forbiddenKey = /^(?:card[-_ ]?(?:number|no|num|cvc|cvv|code)|cc[-_ ]?(?:number|num|csc)|pan|cvc2?|cvv2?|csc|security[-_ ]?code)$/i

/** The check digit of ISO/IEC 7812-1, annex B. */
const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

const holdsCardNumber = (text: string) => (text.match(candidate) ?? []).some((found) => passesLuhn(found.replace(/\D/g, '')))

const maxDepth = 8

const isSuspect = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return value.length >= 13 && holdsCardNumber(value)
  if (typeof value === 'number') return value >= 1e12 && holdsCardNumber(String(value))
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth === maxDepth) return false
  return Object.entries(value).some(([key, inner]) => forbiddenKey.test(key) || holdsCardNumber(key) || isSuspect(inner, depth + 1))
}

/** Throws `card_data_not_accepted`. The error does not repeat the payload. */
export const refuseCardData = (payload: unknown): void => {
  if (isSuspect(payload, 0)) throw new AppError('card_data_not_accepted')
}
