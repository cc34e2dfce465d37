import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const courierLocate = handler(contract.courierLocate, async ({ input, positions, caller }) => {
  positions.locate(caller.accountId, input)
  return {}
})
