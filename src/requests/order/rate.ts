import * as contract from '../../contract/index.ts'
import { rateOrder } from '../../ratings/rate.ts'
import { command } from '../kinds/handler.ts'

export const orderRate = command(contract.orderRate, async ({ input, transaction, caller }) => ({
  rating: await rateOrder(transaction, caller.accountId, input),
}))
