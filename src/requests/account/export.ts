import * as contract from '../../contract/index.ts'
import { exportAccount } from '../../privacy/export.ts'
import { handler } from '../kinds/handler.ts'

export const accountExport = handler(contract.accountExport, ({ input, database, caller }) =>
  exportAccount(database, caller.accountId, input.cursor),
)
