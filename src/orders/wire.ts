/** Values of the database as the contract has them. */
import type { Chosen } from '../answers/stored-answer.ts'
import type { Money } from '../contract/index.ts'

/** `2026-12-24T18:00:00.000Z` */
const wireLength = 24

/** `2026-12-24T18:00:00.000000+00:00`. PostgreSQL leaves out zeros at the end of a fraction, so some moments are shorter. */
const wholeLength = 32

/** Turns PostgreSQL's microseconds and `+00:00` into the wire's milliseconds and `Z`. */
export const wireTime = (moment: string): string => {
  if (moment.length === wireLength && moment.endsWith('Z')) return moment
  // most moments: twenty times as fast as a Date
  if (moment.length === wholeLength && moment.endsWith('+00:00')) return `${moment.slice(0, 23)}Z`
  return new Date(moment).toISOString()
}

/** A choice in the customer's language. */
export const shownChoice = ({ id, optionId, option, shownOption, name, shownName, price }: Chosen, money: (minor: number) => Money) => ({
  id,
  optionId,
  option: shownOption ?? option,
  name: shownName ?? name,
  price: money(price),
})
