import { changePassword } from '../../accounts/change-password.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountChangePassword = handler(contract.accountChangePassword, async ({ input, database, passwords, caller }) => {
  await changePassword({ database, passwords }, { ...caller, ...input })
  return {}
})
