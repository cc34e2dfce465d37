/** What is entered in the card form. It never leaves the frame: the number only decides which outcome the sandbox plays. */
import { texts } from './texts.ts'

export type Play = 'pay' | 'decline' | 'ask the bank'

const plays: Readonly<Record<string, Play>> = { '4000000000000002': 'decline', '4000000000003220': 'ask the bank' }

export const digits = (text: string): string => text.replace(/\D/g, '')

/** `4242 4242 4242 4242` */
export const inGroups = (text: string): string =>
  (
    digits(text)
      .slice(0, 19)
      .match(/.{1,4}/g) ?? []
  ).join(' ')

/** `12 / 34` */
export const asExpiry = (text: string): string => {
  const [month = '', year = ''] = [digits(text).slice(0, 2), digits(text).slice(2, 4)]
  return year === '' ? month : `${month} / ${year}`
}

const hasExpired = (month: number, year: number) => new Date(2000 + year, month) <= new Date()

/** What the sandbox may keep of a card. */
export interface Card {
  brand: string
  last4: string
  expires: { month: number; year: number }
}

const brands: Readonly<Record<string, string>> = { '4': 'visa', '5': 'mastercard' }

/** The outcome to play and the card, or what is wrong with the entry. */
export const read = ({
  number,
  expiry,
  code,
}: Record<'number' | 'expiry' | 'code', string>): { play: Play; card: Card } | { problem: string } => {
  const [month, year] = [Number(digits(expiry).slice(0, 2)), Number(digits(expiry).slice(2))]
  const isWhole = digits(number).length >= 12 && digits(expiry).length === 4 && month >= 1 && month <= 12 && digits(code).length >= 3
  if (!isWhole) return { problem: texts.incomplete }
  if (hasExpired(month, year)) return { problem: texts.expired }
  const whole = digits(number)
  const card = { brand: brands[whole.charAt(0)] ?? 'card', last4: whole.slice(-4), expires: { month, year: 2000 + year } }
  return { play: plays[whole] ?? 'pay', card }
}
