import type { Order } from '#contract'
import { items, orderRequestId } from './basket.ts'
import { change } from './changes.ts'
import { delivery, endCheckout, note, paymentMethod } from './checkout.ts'
import { accepted } from './conflicts.ts'
import { refreshQuote, shownQuote, terms } from './quote.ts'

/** Orders the basket as the checkout says, at the total that it shows. Clears what was said for this order alone. */
export const placeOrder = async (): Promise<Order> => {
  if (!shownQuote.value) throw new Error('the basket has no total yet')
  const order = await change({
    event: 'order:place',
    payload: {
      requestId: orderRequestId.value,
      items: items.value,
      delivery: delivery.value,
      paymentMethod: paymentMethod.value,
      ...terms.value,
      ...(note.value.trim() && { note: note.value.trim() }),
      // the form does not order before each of them is answered
      ...(shownQuote.value.dietaryConflicts.length > 0 && { acceptDietaryConflicts: true }),
    },
    total: shownQuote.value.total,
  }).finally(refreshQuote)
  endCheckout()
  accepted.value = new Set()
  return order
}
