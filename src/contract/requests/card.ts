import { z } from 'zod'
import { maxSavedCards, savedCard } from '../shapes/card.ts'
import { id, requestId } from '../shapes/values.ts'
import { nothing, request } from './request.ts'

/** Each asks the payment service, which is slower than our own database. */
const limit = { cost: 3 }

export const cardList = request({
  event: 'card:list',
  summary: `Lists the cards that the payment service keeps for the customer, at most ${maxSavedCards}.`,
  limit,
  errors: ['payment_service_failed'],
  input: nothing,
  data: z.object({ cards: z.array(savedCard).describe('The cards; none for a customer who has not asked to keep any.') }),
})

export const cardOpenForm = request({
  event: 'card:open_form',
  summary: 'Prepares the card form for an order that waits for its payment. Ask each time before you show the form.',
  limit,
  errors: ['order_not_found', 'payment_not_awaited'],
  input: z.strictObject({ orderId: id }),
  data: z.object({
    canRemember: z.boolean().describe('Whether `card:remember` is possible.'),
    customerSession: z
      .string()
      .optional()
      .describe("Lets the form offer the customer's cards: `customerSessionClientSecret` of Stripe.js. Present if there may be some."),
  }),
})

export const cardRemember = request({
  event: 'card:remember',
  summary: 'Sets whether the payment service keeps the card that pays this order, so that the next order offers it.',
  limit,
  errors: ['order_not_found', 'payment_not_awaited', 'payment_method_not_available', 'payment_service_failed'],
  input: z.strictObject({ orderId: id, remember: z.boolean().describe('Ask the customer first.') }),
  data: nothing,
})

export const cardForget = request({
  event: 'card:forget',
  summary: 'Makes the payment service delete every card that it keeps for the customer. It is repeated until the service has done so.',
  input: z.strictObject({ requestId }),
  data: nothing,
})
