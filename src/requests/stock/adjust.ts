import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { changeStock } from './once.ts'

/** Corrects what is on hand. It may be less than the orders have reserved. */
export const stockAdjust = forCaller(contract.stockAdjust, ({ input, database, caller: { accountId } }) => {
  const { ingredientId, onHand, reason, note = null } = input
  const args = [ingredientId, onHand, reason, note]
  return changeStock(database, { request: contract.stockAdjust, input, accountId, name: 'adjust_stock_once', args })
})
