import { blockCustomer } from '../../accounts/block-customer.ts'
import { bodyHash } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const customerUnblock = forCaller(contract.customerUnblock, ({ input, database, caller }) => {
  const { requestId, accountId: customerId } = input
  const hash = bodyHash(contract.customerUnblock.event, input)
  return blockCustomer(database, { managerId: caller.accountId, requestId, hash, customerId, reason: null })
})
