/** A card form of a payment service, in a frame of its own: what is entered there never reaches this page. */
import type { NextAction } from '#contract'
import type { Language } from '../../language/language.ts'

type Redirect = Extract<NextAction, { type: 'redirect_to_url' }>

/** The next actions that a form on this page can take. */
export type CardAction = Extract<NextAction, { type: 'confirm_card' }> | (Redirect & { form: string })

export const isCardAction = (action: NextAction): action is CardAction =>
  action.type === 'confirm_card' || (action.type === 'redirect_to_url' && action.form !== undefined)

/** `problem` is in the customer's language. Without one the service has the payment, and the gateway will say what becomes of it. */
export interface Outcome {
  problem?: string
}

export interface CardForm {
  /** `remember`: the customer wants the service to keep the card; `card:remember` was sent already. */
  pay(remember: boolean): Promise<Outcome>
  /** The payment was changed at the service. */
  renew(): Promise<unknown>
  /** Takes over the colours of the page, which may have become dark. */
  restyle(): void
  close(): void
}

/** `sent`: the service has the payment already, for example before a reload. `remembers`: the customer has asked to keep the card before. */
export type Opened = { state: 'sent' } | { state: 'open'; form: CardForm; problem?: string | undefined; remembers: boolean }

export interface Place {
  host: HTMLElement
  orderId: string
  language: Language
  /** What to say of a failure that the service has no words for. */
  failed: string
  /** Lets the form offer the cards of the customer. */
  customerSession?: string | undefined
  /** The customer has changed what is entered; `isKept`: and has chosen a card that the service keeps. */
  onChange: (entry: { isKept: boolean; isEmpty: boolean }) => void
}
