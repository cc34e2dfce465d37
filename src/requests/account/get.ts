import { getAccount } from '../../accounts/account.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const accountGet = forCaller(contract.accountGet, async ({ database, caller }) => ({
  account: await getAccount(database, caller.accountId),
}))
