import { updateAccount } from '../../accounts/account.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountUpdate = handler(contract.accountUpdate, async ({ input, database, caller }) => ({
  account: await updateAccount(database, caller.accountId, input),
}))
