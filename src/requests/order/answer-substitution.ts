import * as contract from '../../contract/index.ts'
import { changeOwnOrder } from '../../orders/change.ts'
import { forCaller } from '../kinds/handler.ts'

/** The customer says whether they want what the kitchen offers instead of a dish. */
export const orderAnswerSubstitution = forCaller(contract.orderAnswerSubstitution, async ({ input, database, caller: { accountId } }) => {
  const request = { event: contract.orderAnswerSubstitution.event, input, accountId }
  return { order: await changeOwnOrder(database, request, { name: 'answer_substitution', args: [accountId, input.accept] }) }
})
