/** Refuses card data: a card number, or a field named like one (PCI DSS 4.0, requirement 3.3). */
import { AppError } from '../errors.ts'
import { holdsCardNumber } from './card-number.ts'

const forbiddenKey = /^(?:card[-_ ]?(?:number|no|num|cvc|cvv|code)|cc[-_ ]?(?:number|num|csc)|pan|cvc2?|cvv2?|csc|security[-_ ]?code)$/i

/** Fields for telephone numbers: the customer's own, and `text` in which a manager searches by one. */
const telephoneFields: ReadonlySet<string> = new Set(['phone', 'text'])

const maxDepth = 8

const isSuspect = (value: unknown, key: string, depth: number): boolean => {
  if (typeof value === 'string') return value.length >= 13 && holdsCardNumber(value, telephoneFields.has(key))
  if (typeof value === 'number') return Math.abs(value) >= 1e12 && holdsCardNumber(String(Math.trunc(Math.abs(value))))
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth === maxDepth) return false
  return Object.entries(value).some(
    ([name, inner]) => forbiddenKey.test(name) || (name.length >= 13 && holdsCardNumber(name)) || isSuspect(inner, name, depth + 1),
  )
}

/** Throws `card_data_not_accepted`. The error does not repeat the payload. */
export const refuseCardData = (payload: unknown): void => {
  if (isSuspect(payload, '', 0)) throw new AppError('card_data_not_accepted')
}
