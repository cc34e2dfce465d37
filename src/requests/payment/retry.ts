import { v7 as uuidv7 } from 'uuid'
import * as contract from '../../contract/index.ts'
import { retryPayment } from '../../orders/change.ts'
import { command } from '../kinds/handler.ts'

export const paymentRetry = command(
  contract.paymentRetry,
  async ({ input, transaction, caller, payments }) => ({
    order: await retryPayment(transaction, {
      orderId: input.orderId,
      accountId: caller.accountId,
      paymentId: uuidv7(),
      method: input.method,
      provider: payments.providerOf(input.method, 'method'),
      requestId: input.requestId,
    }),
  }),
  ({ input, caller, payments }, answer) => payments.begin(caller.accountId, answer, input.requestId),
)
