import { deleteAccount } from '../accounts/delete-account.ts'
import * as contract from '../contract/index.ts'
import { handler } from './handler.ts'

export const accountDelete = handler(contract.accountDelete, async ({ input, database, passwords, caller }) => {
  await deleteAccount({ database, passwords }, { accountId: caller.accountId, password: input.password })
  return {}
})
