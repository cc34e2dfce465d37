import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const orderReport = handler(contract.orderReport, ({ input, reports, caller }) => reports.make(caller.accountId, input))
