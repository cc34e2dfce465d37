import { receiveStock } from '../catalog/stock.ts'
import * as contract from '../contract/index.ts'
import { command } from './handler.ts'

export const stockReceive = command(contract.stockReceive, async ({ input, transaction }) => ({
  stock: await receiveStock(transaction, input.ingredientId, input.quantity),
}))
