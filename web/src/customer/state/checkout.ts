/** Address, time and payment of the order, and the gateway's quote for them and the basket. */
import { computed, effect, signal } from '@preact/signals'
import type { Location, Order, PaymentMethod, RequestData } from '#contract'
import { account } from './account.ts'
import { items } from './basket.ts'
import { customer, isSignedIn, session } from './session.ts'

export type Quote = RequestData<'/', 'order:quote'>

export const address = signal('')
export const location = signal<Location | undefined>(undefined)
export const contactName = signal('')
export const phone = signal('')
/** In the format of a `datetime-local` field; empty for as soon as possible. */
export const at = signal('')
export const paymentMethod = signal<PaymentMethod>('cash')
export const note = signal('')
/** The customer accepts the dietary conflicts. */
export const accepted = signal(false)

/** Fills in the account's values, unless there is an address already. */
export const startCheckout = (): void => {
  const { value: known } = account
  if (!known || address.value !== '') return
  address.value = known.address ?? ''
  location.value = known.location
  contactName.value = known.name
  phone.value = known.phone ?? ''
  paymentMethod.value = known.preferredPaymentMethod ?? 'cash'
}

/** Delivers and charges as an earlier order, as soon as possible. */
export const repeatDelivery = ({ delivery: earlier, payment }: Pick<Order, 'delivery' | 'payment'>): void => {
  address.value = earlier.address
  location.value = earlier.location
  contactName.value = earlier.contactName ?? ''
  phone.value = earlier.phone ?? ''
  at.value = ''
  paymentMethod.value = payment.method
}

/** Clears everything, so that the next account to sign in sees nothing of it. */
export const clearCheckout = (): void => {
  for (const field of [address, contactName, phone, at, note]) field.value = ''
  location.value = undefined
  paymentMethod.value = 'cash'
  accepted.value = false
}

export const delivery = computed(() => ({
  address: address.value.trim(),
  ...(location.value && { location: location.value }),
  ...(contactName.value.trim() && { contactName: contactName.value.trim() }),
  ...(phone.value.trim() && { phone: phone.value.trim() }),
  ...(at.value && { at: new Date(at.value).toISOString() }),
}))

export const quote = signal<Quote | undefined>(undefined)
/** The error of the last attempt to get a quote. */
export const quoteFailure = signal<unknown>(undefined)
export const isQuoting = signal(false)
const quotedItems = signal<unknown>(undefined)
/** The quote, unless the basket has changed since it was asked for. */
export const shownQuote = computed(() => (quotedItems.value === items.value ? quote.value : undefined))

const refreshes = signal(0)
/** Asks for the quote again. */
export const refreshQuote = (): void => {
  refreshes.value += 1
}

const afterTypingMs = 300
let newestQuote = 0

const load = async (thisQuote: number) => {
  isQuoting.value = true
  const asked = items.value
  try {
    // the address does not change the price, so a quote does not wait for it
    const where = { ...delivery.value, address: delivery.value.address || '?' }
    const answer = await customer().request('order:quote', { items: asked, delivery: where, paymentMethod: paymentMethod.value })
    if (thisQuote !== newestQuote) return
    quote.value = answer
    quotedItems.value = asked
    quoteFailure.value = undefined
  } catch (error) {
    if (thisQuote === newestQuote) quoteFailure.value = error
  } finally {
    if (thisQuote === newestQuote) isQuoting.value = false
  }
}

/** Keeps the quote up to date until the returned function is called. */
export const keepQuoting = (): (() => void) =>
  effect(() => {
    newestQuote += 1
    const thisQuote = newestQuote
    const canQuote = isSignedIn.value && items.value.length > 0
    // read here, so that a change of any runs this effect again; the session changes with every connection
    void [delivery.value, paymentMethod.value, session.value, refreshes.value]
    if (!canQuote) {
      quote.value = undefined
      return
    }
    const timer = setTimeout(() => void load(thisQuote), afterTypingMs)
    return () => clearTimeout(timer)
  })
