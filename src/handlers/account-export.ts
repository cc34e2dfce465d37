import { exportAccount } from '../accounts/export.ts'
import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const accountExport = handler(contract.accountExport, ({ input, database, caller }) =>
  exportAccount(database, caller.accountId, input.cursor),
)
