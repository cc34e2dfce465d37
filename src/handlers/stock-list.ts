import { listStock } from '../catalog/stock.ts'
import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const stockList = handler(contract.stockList, async ({ database }) => ({ stock: await listStock(database) }))
