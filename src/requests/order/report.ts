import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const orderReport = handler(contract.orderReport, ({ input, reports, caller }) => reports.make(caller.accountId, input))
