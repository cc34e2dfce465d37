import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'
import { changeStock } from './once.ts'

/** Adds received goods to the stock. They fulfil the oldest restock requests first. */
export const stockReceive = forCaller(contract.stockReceive, ({ input, database, caller: { accountId } }) =>
  changeStock(database, {
    request: contract.stockReceive,
    input,
    accountId,
    name: 'receive_stock_once',
    args: [input.ingredientId, input.quantity],
  }),
)
