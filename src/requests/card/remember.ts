import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const cardRemember = forCaller(contract.cardRemember, async ({ input, payments, caller }) => {
  await payments.cards.remember(caller.accountId, input.orderId, input.remember)
  return {}
})
