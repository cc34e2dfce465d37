/** The messages that name what the request has: in English here, in other languages beside. Messages without values are in table.ts. */
import type { Fault } from '../contract/shapes/failure.ts'
import type { PaymentMethod } from '../contract/shapes/payment.ts'
import type { Money } from '../contract/shapes/values.ts'

/** A fault of the payload, and what the schema says of it in English. */
export interface NamedFault {
  fault: Fault
  message: string
}

/** A line that the stock does not suffice for. */
export interface Lacking {
  dish: string
  ingredient: string
  /** How many portions are still possible. */
  possible: number
}

/** One sentence for all fields with the same fault: `name, phone: …; email: …`. */
export const sayFaults = (
  named: readonly NamedFault[],
  { label, rule }: { label: (fault: Fault) => string; rule: (named: NamedFault) => string },
): string => {
  const labels = new Map<string, string[]>()
  for (const each of named) labels.set(rule(each), [...(labels.get(rule(each)) ?? []), label(each.fault)])
  return [...labels].map(([text, fields]) => `${fields.join(', ')}: ${text}`).join('; ')
}

export const english = {
  faults: (named: readonly NamedFault[]): string =>
    sayFaults(named, { label: ({ field }) => field || 'payload', rule: ({ message }) => message }),
  missing: (field: string) => `${field}: required, because the account has none.`,
  unknownDish: (line: number) => `items[${line}].productId: this dish does not exist.`,
  notRemovable: (line: number, dish: string) => `items[${line}].exclude: this ingredient cannot be removed from ${dish}.`,
  choiceRequired: (line: number, dish: string, option: string) => `items[${line}].choices: choose "${option}" of ${dish}.`,
  choiceNotPossible: (line: number, dish: string) => `items[${line}].choices: ${dish} does not offer this choice, or not so many.`,
  unavailable: (dishes: string) => `items: not available right now: ${dishes}.`,
  conflicting: (dishes: string) =>
    `items: these conflict with your dietary restrictions: ${dishes}. Exclude the ingredients, or set acceptDietaryConflicts.`,
  tipTooLarge: ({ amount, currency }: Money) =>
    amount === 0 ? 'tip: the shop takes no tip for this order.' : `tip: must be at most ${amount} minor units of ${currency}.`,
  short: (lacking: readonly Lacking[]) =>
    `items: not enough in stock for ${lacking.map(({ dish, ingredient, possible }) => `${dish} (${ingredient}: enough for ${possible})`).join(', ')}.`,
  methodNotAccepted: (field: string, method: PaymentMethod, accepted: readonly PaymentMethod[]) =>
    `${field}: this store does not accept ${method}. It accepts ${accepted.join(', ')}.`,
  notDelivered: () => 'You can rate an order after it has been delivered.',
  alreadyRated: () => 'You have already rated this order.',
  bodyTooLarge: (maxBytes: number) => `The body must not be larger than ${maxBytes} bytes.`,
  bodyTooSlow: () => 'The body did not arrive in time: try again.',
  sendToken: () => 'Send the token of a session: Authorization: Bearer <token>.',
  noResource: () => 'There is no resource at this path.',
  noSuchMethod: () => 'This path does not support this method.',
  pageNotFound: () => ({ title: 'Page not found', text: 'There is no page at this address. Check that it is spelt correctly.' }),
  rateTooLate: (days: number) => `You can rate an order only within ${days} days of its delivery.`,
}

export type Phrases = typeof english
