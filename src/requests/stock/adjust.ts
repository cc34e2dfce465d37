import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { changeStock } from './once.ts'

/** Corrects what is on hand. It may be less than the orders have reserved. */
export const stockAdjust = forCaller(contract.stockAdjust, ({ input, database, caller: { accountId } }) => {
  const { onHand, reason, note = null } = input
  return changeStock(database, { request: contract.stockAdjust, input, accountId, name: 'adjust_stock_once', args: [onHand, reason, note] })
})
