/**
 * Finds card numbers in text: 13 to 19 digits that begin and end where groups of digits do, with the check digit of ISO/IEC 7812 and the
 * beginning and length of an issuer. Digits beside them change nothing. The time grows with the length of the text, not faster.
 */
import { toAsciiDigits } from '../contract/shapes/digits.ts'
import { isIssued } from './issuers.ts'
import { beginsTelephone, endOfTelephone, isUuid, withoutOtherNumbers } from './other-numbers.ts'

const shortest = 13
const longest = 19

/** Digits of any script, with up to eight spaces, signs, marks or invisible characters between two of them. */
const chains = new RegExp(`\\p{Nd}(?:[\\s\\p{P}\\p{S}\\p{Z}\\p{Cf}\\p{M}]{0,8}\\p{Nd}){${shortest - 1},}`, 'gu')
const runs = /\p{Nd}+/gu
const spaces = /[\s\p{Z}\p{Cf}]+/gu

/** Superscripts, digits in circles and the like. */
const dressedDigits = /\p{No}/gu
const undress = (text: string) => text.replace(dressedDigits, (digit) => digit.normalize('NFKC'))

/** Whether the text can have enough digits. A character outside ASCII stands for three at most, as ⅒ does. */
const canHoldCardNumber = (text: string): boolean => {
  let digits = 0
  for (let at = 0; at < text.length && digits < shortest; at += 1) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) digits += 3
    else if (code >= 0x30 && code <= 0x39) digits += 1
  }
  return digits >= shortest
}

interface Group {
  /** Places among the digits of the chain. */
  from: number
  to: number
  /** The text between the previous group and this one. */
  before: string
}

const readChain = (chain: string, textBefore: string) => {
  let digits = ''
  let end = 0
  const groups = [...chain.matchAll(runs)].map(({ 0: run, index }): Group => {
    const from = digits.length
    digits += toAsciiDigits(run)
    const before = index === 0 ? textBefore : chain.slice(end, index)
    end = index + run.length
    return { from, to: digits.length, before }
  })
  return { digits, groups }
}

/** Returns whether the digits between two places have a valid check digit (ISO/IEC 7812-1, annex B), each time in constant time. */
const luhnOf = (digits: string) => {
  // the sums of all digits before a place, with the digits at even places doubled and with those at odd places doubled
  const evenDoubled = [0]
  const oddDoubled = [0]
  let [even, odd] = [0, 0]
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[place])
    const doubled = digit * 2 - (digit > 4 ? 9 : 0)
    even += place % 2 === 0 ? doubled : digit
    odd += place % 2 === 0 ? digit : doubled
    evenDoubled.push(even)
    oddDoubled.push(odd)
  }
  return (from: number, to: number) => {
    const sums = to % 2 === 0 ? evenDoubled : oddDoubled
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) % 10 === 0
  }
}

const printed = /^(?:4(?: 4)*(?: [1-4])?|4 6 [45])$/

/** Whether groups are written as one number: with the same separator everywhere, or as on a card. */
const isOneNumber = (groups: Group[]) => {
  const sizes = groups.map(({ from, to }) => to - from)
  const separators = groups.slice(1).map(({ before }) => before.replace(spaces, ' '))
  return separators.every((separator) => separator === separators[0]) || printed.test(sizes.join(' '))
}

const chainHoldsCardNumber = (chain: string, textBefore: string, isTelephone: boolean): boolean => {
  const { digits, groups } = readChain(chain, textBefore)
  const isValid = luhnOf(digits)
  const placeOfEnd: (number | undefined)[] = new Array(digits.length + 1)
  for (const [place, { to }] of groups.entries()) placeOfEnd[to] = place
  let telephoneEnd = isTelephone ? endOfTelephone(digits, 0) : 0
  return groups.some(({ from, to, before }, place) => {
    if (beginsTelephone(digits.slice(from, to), before, place === 0)) telephoneEnd = endOfTelephone(digits, from)
    for (let end = Math.max(from + shortest, telephoneEnd + 1); end <= from + longest; end += 1) {
      const last = placeOfEnd[end]
      if (last === undefined || !isValid(from, end) || !isIssued(digits.slice(from, end))) continue
      if (isOneNumber(groups.slice(place, last + 1))) return true
    }
    return false
  })
}

/** Whether the text contains a card number. A text that is a telephone number may have 15 digits in any form. */
export const holdsCardNumber = (text: string, isTelephone = false): boolean => {
  // most texts of a payload are ids or have few digits: the patterns take longer
  if (!canHoldCardNumber(text) || isUuid(text)) return false
  const plain = undress(text)
  if (plain.search(chains) < 0) return false
  const rest = withoutOtherNumbers(plain)
  for (const { 0: chain, index } of rest.matchAll(chains))
    if (chainHoldsCardNumber(chain, rest.slice(Math.max(0, index - 4), index), isTelephone)) return true
  return false
}
