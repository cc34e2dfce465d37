import * as contract from '../../contract/index.ts'
import { getPayment } from '../../payments/read.ts'
import { handler } from '../kinds/handler.ts'

export const paymentGet = handler(contract.paymentGet, async ({ input, database, caller }) => ({
  payment: await getPayment(database, caller.accountId, input),
}))
