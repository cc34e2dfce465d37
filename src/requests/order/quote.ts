import * as contract from '../../contract/index.ts'
import { quote } from '../../orders/quote.ts'
import { handler } from '../kinds/handler.ts'

export const orderQuote = handler(contract.orderQuote, ({ input, database, caller }) => quote(database, caller.accountId, input))
