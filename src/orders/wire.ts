/** Values of the database as the contract has them. */
import type { Chosen } from '../answers/stored-answer.ts'
import type { Money } from '../contract/index.ts'

/** Turns PostgreSQL's microseconds and `+00:00` into the wire's milliseconds and `Z`. */
export const wireTime = (moment: string): string => new Date(moment).toISOString()

/** A choice in the customer's language. */
export const shownChoice = ({ id, optionId, option, shownOption, name, shownName, price }: Chosen, money: (minor: number) => Money) => ({
  id,
  optionId,
  option: shownOption ?? option,
  name: shownName ?? name,
  price: money(price),
})
