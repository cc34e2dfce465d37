/** What the lines of an order choose, from a node's copy of the shop. */
import { type Named, nameIn } from '../menu/language.ts'
import type { Choice, Dish, Option } from '../menu/shop.ts'

/** A choice, and the option that offers it. */
export interface Chosen {
  option: Option
  choice: Choice
}

/** What a line has chosen of what its dish offers, in the order of the menu. */
export const chosenOf = ({ options }: Dish, ids: readonly string[]): Chosen[] =>
  ids.length === 0
    ? []
    : options.flatMap((option) => option.choices.filter(({ id }) => ids.includes(id)).map((choice) => ({ option, choice })))

export interface ChoiceFault {
  reason: 'choice_required' | 'choice_not_possible'
  /** The option of which there are too many or too few. */
  option?: Named & { id: string }
  /** A choice that the dish does not offer. */
  choiceId?: string
}

/** What is wrong with the choices of a line. */
export const choiceFaultsOf = (dish: Dish, ids: readonly string[]): ChoiceFault[] => {
  if (dish.options.length === 0 && ids.length === 0) return []
  const chosen = chosenOf(dish, ids)
  const offered = new Set(chosen.map(({ choice }) => choice.id))
  const unknown = ids.filter((id) => !offered.has(id)).map((choiceId): ChoiceFault => ({ reason: 'choice_not_possible', choiceId }))
  const counted = dish.options.flatMap((option): ChoiceFault[] => {
    const count = chosen.filter((each) => each.option === option).length
    if (count > option.max) return [{ reason: 'choice_not_possible', option }]
    return count < option.min ? [{ reason: 'choice_required', option }] : []
  })
  return [...unknown, ...counted]
}

/** A choice of a line that the kitchen has switched off. */
export interface SoldOutChoice {
  line: number
  productId: string
  choiceId: string
  name: string
}

/** `language`: of the names. */
export const soldOutChoices = (
  lines: readonly { line: number; dish: Dish; chosen: readonly Chosen[] }[],
  language: string,
): SoldOutChoice[] =>
  lines.flatMap(({ line, dish, chosen }) =>
    chosen.flatMap(({ choice }) =>
      choice.available ? [] : [{ line, productId: dish.id, choiceId: choice.id, name: nameIn(choice, language) }],
    ),
  )

/** What the line's choices add to the price of a portion. */
export const priceOf = (chosen: readonly Chosen[]): number => chosen.reduce((sum, { choice }) => sum + choice.price, 0)

/** What they add to the time of the kitchen. */
export const prepMinutesOf = (chosen: readonly Chosen[]): number => chosen.reduce((sum, { choice }) => sum + choice.prepMinutes, 0)
