/** Where to, when and how it is paid; and what the gateway quotes for that and the basket. */
import { computed, effect, signal } from '@preact/signals'
import type { Location, PaymentMethod, RequestData } from '#contract'
import { account } from './account.ts'
import { items } from './basket.ts'
import { customer, isSignedIn } from './session.ts'

export type Quote = RequestData<'/', 'order:quote'>

export const address = signal('')
export const location = signal<Location | undefined>(undefined)
export const contactName = signal('')
export const phone = signal('')
/** Empty: as soon as possible. As a `datetime-local` field writes it. */
export const at = signal('')
export const paymentMethod = signal<PaymentMethod>('cash')
export const note = signal('')
export const accepted = signal(false)

/** Fills in what the account knows, once. */
export const startCheckout = (): void => {
  const { value: known } = account
  if (!known || address.value !== '') return
  address.value = known.address ?? ''
  location.value = known.location
  contactName.value = known.name
  phone.value = known.phone ?? ''
  paymentMethod.value = known.preferredPaymentMethod ?? 'cash'
}

/** Of what one account has filled in another one sees nothing. */
export const forgetCheckout = (): void => {
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
/** What was thrown instead of a quote. */
export const quoteFailure = signal<unknown>(undefined)
export const isQuoting = signal(false)

const afterTypingMs = 300
let newest = 0

const ask = async (question: number) => {
  isQuoting.value = true
  try {
    // the address does not change the price: one may look before one writes it
    const where = { ...delivery.value, address: delivery.value.address || '?' }
    const answer = await customer().request('order:quote', { items: items.value, delivery: where, paymentMethod: paymentMethod.value })
    if (question !== newest) return
    quote.value = answer
    quoteFailure.value = undefined
  } catch (error) {
    if (question === newest) quoteFailure.value = error
  } finally {
    if (question === newest) isQuoting.value = false
  }
}

/** Keeps the quote up to date until the returned function is called. */
export const keepQuoting = (): (() => void) =>
  effect(() => {
    newest += 1
    const question = newest
    const worthIt = isSignedIn.value && items.value.length > 0
    // read here, so that a change asks again
    void [delivery.value, paymentMethod.value]
    if (!worthIt) {
      quote.value = undefined
      return
    }
    const timer = setTimeout(() => void ask(question), afterTypingMs)
    return () => clearTimeout(timer)
  })
