/** What the page and the sandbox's card form say to each other. Only types, so that the two share no code. */

/** From the page to the form. */
export type Order = { type: 'look'; colours: Record<string, string>; dark: boolean } | { type: 'pay' }

/** From the form to the page. `sent`: the sandbox has the payment; `gone`: it can no longer be paid. */
export type Message =
  | { type: 'sent' | 'gone' }
  /** `remembers`: the customer has asked before to keep the card. */
  | { type: 'ready'; remembers: boolean }
  /** `isKept`: a card is chosen that the sandbox keeps. */
  | { type: 'change'; isKept: boolean; isEmpty: boolean }
  | { type: 'problem'; text: string }
  | { type: 'height'; height: number }
