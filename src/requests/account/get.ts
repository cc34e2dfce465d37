import { getAccount } from '../../accounts/account.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountGet = handler(contract.accountGet, async ({ database, caller }) => ({
  account: await getAccount(database, caller.accountId),
}))
