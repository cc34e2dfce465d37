import * as contract from '../../contract/index.ts'
import { listStock } from '../../stock/stock.ts'
import { handler } from '../kinds/handler.ts'

export const stockList = handler(contract.stockList, async ({ database }) => ({ stock: await listStock(database) }))
