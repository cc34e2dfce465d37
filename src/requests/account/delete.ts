import * as contract from '../../contract/index.ts'
import { deleteAccount } from '../../privacy/delete-account.ts'
import { handler } from '../kinds/handler.ts'

export const accountDelete = handler(contract.accountDelete, async ({ input, database, passwords, caller }) => {
  await deleteAccount({ database, passwords }, { accountId: caller.accountId, password: input.password })
  return {}
})
