import { newRequestId } from '#client'
import type { Order } from '#contract'
import { items } from './basket.ts'
import { change } from './changes.ts'
import { accepted, delivery, note, paymentMethod } from './checkout.ts'

/** Orders the basket as the checkout says, and clears what was said for this order alone. */
export const placeOrder = async (): Promise<Order> => {
  const { order } = await change({
    event: 'order:place',
    payload: {
      requestId: newRequestId(),
      items: items.value,
      delivery: delivery.value,
      paymentMethod: paymentMethod.value,
      ...(note.value.trim() && { note: note.value.trim() }),
      ...(accepted.value && { acceptDietaryConflicts: true }),
    },
  })
  note.value = ''
  accepted.value = false
  return order
}
