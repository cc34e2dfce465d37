import * as contract from '../../contract/index.ts'
import { receiveStock } from '../../stock/stock.ts'
import { command } from '../kinds/handler.ts'

export const stockReceive = command(contract.stockReceive, async ({ input, transaction }) => ({
  stock: await receiveStock(transaction, input.ingredientId, input.quantity),
}))
