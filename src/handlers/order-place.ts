import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

/** Not a command: the batch that places it stores its answer too. */
export const orderPlace = handler(contract.orderPlace, ({ input, placeOrder, caller }) => placeOrder(caller.accountId, input))
