/** Address, time and payment of the order. They outlive a reload of the page. */
import { batch, computed, effect, signal } from '@preact/signals'
import type { Account, Location, Order, PaymentMethod } from '#contract'
import { account } from './account.ts'
import { forgetDraft, readDraft, storeDraft } from './draft.ts'
import { forgetRecentPlaces, recentPlaces } from './recent-places.ts'

/** The address that is chosen, of the address book or of earlier orders. Undefined: the customer types another one. */
export const chosen = signal<string | undefined>(undefined)
export const typed = signal('')
/** Where the pin is. */
export const location = signal<Location | undefined>(undefined)
export const contactName = signal('')
export const phone = signal('')
/** An order for later stays one until the customer chooses otherwise. */
export const isLater = signal(false)
/** The moment of an order for later, in RFC 3339. */
export const at = signal('')
/** The customer wants the order later, and there is no time yet. */
export const isTimeMissing = computed(() => isLater.value && at.value === '')
export const paymentMethod = signal<PaymentMethod>('cash')
/** The courier puts the order down at the door: not what is paid there. */
export const wantsAtDoor = signal(false)
export const isPaidAtDoor = computed(() => paymentMethod.value === 'cash' || paymentMethod.value === 'pos')
export const note = signal('')
/** The promotion code that the order uses. Empty: none. */
export const promotionCode = signal('')
/** A suggested percentage of the dishes, or an amount that the customer types. Undefined: no tip. */
export const tipChoice = signal<number | 'other' | undefined>(undefined)
export const typedTip = signal('')

export const address = computed(() => (chosen.value ?? typed.value).trim())

const knownPlaces = () => [...(account.value?.addresses ?? []), ...recentPlaces.value]

export const chooseAddress = (text: string | undefined): void => {
  chosen.value = text
  location.value = knownPlaces().find((known) => known.address === text)?.location
}

/** Chooses what is typed if it is offered: an earlier order's address that is loaded later than the form. */
export const chooseTyped = (): void => {
  if (chosen.value === undefined && knownPlaces().some((known) => known.address === typed.value)) chosen.value = typed.value
}

/** A place that the address search has found. */
export const choosePlace = (place: { address: string; location: Location }): void =>
  batch(() => {
    chosen.value = undefined
    typed.value = place.address
    location.value = place.location
  })

/** The account that the fields are filled in for. */
let filledInFor: string | undefined

/** Fills in what the customer had entered before a reload, or else the account's values. Keeps what is entered already. */
export const startCheckout = (): void =>
  batch(() => {
    if (account.value) fillIn(account.value)
  })

const fillIn = (known: Account) => {
  if (filledInFor !== known.id) {
    filledInFor = known.id
    contactName.value = known.name
    phone.value = known.phone ?? ''
    paymentMethod.value = known.preferredPaymentMethod ?? 'cash'
    chooseAddress(known.address)
    restore(known.id)
  }
  // another tab may have changed the address book
  if (chosen.value === undefined || knownPlaces().some(({ address: saved }) => saved === chosen.value)) return
  typed.value = chosen.value
  chosen.value = undefined
}

const restore = (accountId: string) => {
  const draft = readDraft(accountId)
  if (!draft) return
  chosen.value = draft.chosen
  location.value = draft.location
  typed.value = draft.typed
  contactName.value = draft.contactName
  phone.value = draft.phone
  isLater.value = draft.isLater
  at.value = draft.at
  paymentMethod.value = draft.paymentMethod
  wantsAtDoor.value = draft.wantsAtDoor === true
  note.value = draft.note
  promotionCode.value = draft.promotionCode ?? ''
  tipChoice.value = draft.tipChoice
  typedTip.value = draft.typedTip ?? ''
}

effect(() => {
  const draft = {
    chosen: chosen.value,
    typed: typed.value,
    location: location.value,
    contactName: contactName.value,
    phone: phone.value,
    isLater: isLater.value,
    at: at.value,
    paymentMethod: paymentMethod.value,
    wantsAtDoor: wantsAtDoor.value,
    note: note.value,
    promotionCode: promotionCode.value,
    tipChoice: tipChoice.value,
    typedTip: typedTip.value,
  }
  if (filledInFor !== undefined) storeDraft(filledInFor, draft)
})

/** Clears what was said for one order alone. */
export const endCheckout = (): void => {
  // what an earlier page left and this one has not read yet
  if (filledInFor === undefined) forgetDraft()
  note.value = ''
  wantsAtDoor.value = false
  promotionCode.value = ''
  tipChoice.value = undefined
  typedTip.value = ''
  isLater.value = false
  at.value = ''
}

/** Delivers and charges as an earlier order, as soon as possible. */
export const repeatDelivery = ({ delivery: earlier, payment }: Pick<Order, 'delivery' | 'payment'>): void => {
  startCheckout()
  const isKnown = knownPlaces().some(({ address: saved }) => saved === earlier.address)
  chosen.value = isKnown ? earlier.address : undefined
  typed.value = isKnown ? '' : earlier.address
  location.value = earlier.location
  contactName.value = earlier.contactName ?? ''
  phone.value = earlier.phone ?? ''
  isLater.value = false
  paymentMethod.value = payment.method
}

/** Clears everything, so that the next account to sign in sees nothing of it. */
export const clearCheckout = (): void => {
  filledInFor = undefined
  endCheckout()
  for (const field of [typed, contactName, phone]) field.value = ''
  chosen.value = undefined
  location.value = undefined
  paymentMethod.value = 'cash'
  forgetDraft()
  forgetRecentPlaces()
}

/** What an estimate depends on. */
export const journey = computed(() => ({
  ...(location.value && { location: location.value }),
  ...(isLater.value && at.value && { at: at.value }),
}))

export const delivery = computed(() => ({
  address: address.value,
  ...(contactName.value.trim() && { contactName: contactName.value.trim() }),
  ...(phone.value.trim() && { phone: phone.value.trim() }),
  ...(wantsAtDoor.value && !isPaidAtDoor.value && { leaveAtDoor: true }),
  ...journey.value,
}))
