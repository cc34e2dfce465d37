/** The gateway's quote for the basket and the checkout. */
import { batch, computed, effect, signal } from '@preact/signals'
import type { RequestData } from '#contract'
import { account } from './account.ts'
import { items } from './basket.ts'
import { journey, paymentMethod, promotionCode } from './checkout.ts'
import { menu } from './menu.ts'
import { customer, isSignedIn, session } from './session.ts'
import { tip } from './tip.ts'

export type Quote = RequestData<'/', 'order:quote'>
type Items = typeof items.value

export const quote = signal<Quote | undefined>(undefined)
/** The basket that the quote is for. */
export const quotedItems = signal<Items>([])
/** The error of the last attempt to get a quote. */
export const quoteFailure = signal<unknown>(undefined)
export const isQuoting = signal(false)
/** What the price depends on besides the basket. */
export const terms = computed(() => ({
  ...(tip.value && { tip: tip.value }),
  ...(promotionCode.value !== '' && { promotionCode: promotionCode.value }),
}))
const isAlike = (one: typeof terms.value, other: typeof terms.value) =>
  one.promotionCode === other.promotionCode && one.tip?.amount === other.tip?.amount
const quotedTerms = signal(terms.value)
/** The quote, unless the basket, the tip or the promotion code has changed since it was asked for. */
export const shownQuote = computed(() =>
  quotedItems.value === items.value && isAlike(quotedTerms.value, terms.value) ? quote.value : undefined,
)
/** When an order as soon as possible would be there at the latest: the first time that it makes sense to choose. */
export const soonest = signal<string | undefined>(undefined)

const refreshes = signal(0)
/** Asks for the quote again. */
export const refreshQuote = (): void => {
  refreshes.value += 1
}

const afterTypingMs = 300
let newestQuote = 0

const ask = (asked: Items, { location, at }: typeof journey.value, besides: typeof terms.value) => {
  // the words of the address change neither the price nor the estimate
  const delivery = { address: '?', ...(location && { location }), ...(at && { at }) }
  return customer().request('order:quote', { items: asked, delivery, paymentMethod: paymentMethod.value, ...besides })
}

const load = async (thisQuote: number, asked: Items, where: typeof journey.value, besides: typeof terms.value) => {
  isQuoting.value = true
  const answer = await ask(asked, where, besides).then(
    (data) => ({ data, error: undefined }),
    (error: unknown) => ({ data: undefined, error }),
  )
  if (thisQuote !== newestQuote) return
  batch(() => {
    isQuoting.value = false
    quoteFailure.value = answer.error
    if (!answer.data) return
    quote.value = answer.data
    quotedItems.value = asked
    quotedTerms.value = besides
    if (where.at === undefined) soonest.value = answer.data.eta.latest
  })
}

/** Keeps the quote up to date until the returned function is called. */
export const keepQuoting = (): (() => void) =>
  effect(() => {
    newestQuote += 1
    const thisQuote = newestQuote
    const [asked, where, besides] = [items.value, journey.value, terms.value]
    const canQuote = isSignedIn.value && asked.length > 0
    // read here, so that a change of any of them runs this effect again: `session` changes with each new connection
    void [paymentMethod.value, session.value, refreshes.value, menu.value, account.value?.dietaryRestrictions]
    if (!canQuote) {
      quote.value = undefined
      return
    }
    const timer = setTimeout(() => void load(thisQuote, asked, where, besides), afterTypingMs)
    return () => clearTimeout(timer)
  })
