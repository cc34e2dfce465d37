/** The cards that the sandbox keeps for the customer: the first one is chosen. */
import type { Card } from './entered.ts'
import { texts } from './texts.ts'

let kept: readonly Card[] = []

const option = (value: string, text: string) => {
  const input = Object.assign(document.createElement('input'), { type: 'radio', name: 'kept', value, checked: value === '0' })
  const label = document.createElement('label')
  label.append(input, text)
  return label
}

export const showKept = (cards: readonly Card[]): void => {
  kept = cards
  const place = document.querySelector('#kept')
  if (!(place instanceof HTMLFieldSetElement)) return
  place.hidden = cards.length === 0
  const legend = Object.assign(document.createElement('legend'), { textContent: texts.card })
  place.replaceChildren(legend, ...cards.map(({ last4 }, n) => option(String(n), `•••• ${last4}`)), option('', texts.another))
}

/** Undefined if another card is to be entered. */
export const chosenCard = (): Card | undefined => {
  const chosen = document.querySelector('[name=kept]:checked')
  return chosen instanceof HTMLInputElement && chosen.value !== '' ? kept[Number(chosen.value)] : undefined
}
