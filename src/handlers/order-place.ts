import * as contract from '../contract/index.ts'
import { AppError } from '../errors.ts'
import { handler } from './handler.ts'

/** Not a command: the batch that places it stores its answer too. */
export const orderPlace = handler(contract.orderPlace, ({ input, placeOrder, caller }) => {
  if (input.paymentMethod !== 'cash' && input.paymentMethod !== 'pos') {
    throw new AppError('payment_method_not_available', { details: { field: 'paymentMethod', available: ['cash', 'pos'] } })
  }
  return placeOrder(caller.accountId, input)
})
