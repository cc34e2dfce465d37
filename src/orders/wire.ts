/** Values of the database as the contract has them. */
import type { Chosen } from '../answers/stored-answer.ts'
import type { Money } from '../contract/index.ts'

/** The length of `2026-12-24T18:00:00.000Z`. */
const wireLength = 24

/** Turns PostgreSQL's microseconds and `+00:00` into the wire's milliseconds and `Z`. */
export const wireTime = (moment: string): string =>
  moment.length === wireLength && moment.endsWith('Z') ? moment : new Date(moment).toISOString()

/** A choice in the customer's language. */
export const shownChoice = ({ id, optionId, option, shownOption, name, shownName, price }: Chosen, money: (minor: number) => Money) => ({
  id,
  optionId,
  option: shownOption ?? option,
  name: shownName ?? name,
  price: money(price),
})
