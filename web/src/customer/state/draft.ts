/** What the customer has entered for an order that is not placed yet. The tab keeps it, so that a reload does not turn "tomorrow" into "now". */
import type { Location, PaymentMethod } from '#contract'

export interface Draft {
  chosen: string | undefined
  typed: string
  location: Location | undefined
  contactName: string
  phone: string
  isLater: boolean
  at: string
  paymentMethod: PaymentMethod
  note: string
  // a page of an earlier version has stored none of these
  wantsAtDoor?: boolean
  promotionCode?: string
  tipChoice?: number | 'other' | undefined
  typedTip?: string
}

const key = 'checkout'

/** Storage may be blocked or full. Then a reload forgets the draft. */
const attempt = <Value>(work: () => Value): Value | undefined => {
  try {
    return work()
  } catch {
    return undefined
  }
}

const isDraft = (draft: Partial<Draft> | null): draft is Draft =>
  [draft?.typed, draft?.contactName, draft?.phone, draft?.at, draft?.paymentMethod, draft?.note].every(
    (text) => typeof text === 'string',
  ) &&
  [draft?.promotionCode, draft?.typedTip].every((text) => text === undefined || typeof text === 'string') &&
  typeof draft?.isLater === 'boolean' &&
  (!draft.at || !Number.isNaN(Date.parse(draft.at)))

export const storeDraft = (accountId: string, draft: Draft): void => {
  attempt(() => sessionStorage.setItem(key, JSON.stringify({ accountId, draft })))
}

export const readDraft = (accountId: string): Draft | undefined =>
  attempt(() => {
    const stored: { accountId?: string; draft: Partial<Draft> | null } | null = JSON.parse(sessionStorage.getItem(key) ?? 'null')
    return stored?.accountId === accountId && isDraft(stored.draft) ? stored.draft : undefined
  })

export const forgetDraft = (): void => {
  attempt(() => sessionStorage.removeItem(key))
}
