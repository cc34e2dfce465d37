import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const courierLocate = handler(contract.courierLocate, async ({ input, positions, caller }) => {
  positions.locate(caller.accountId, input)
  return {}
})
