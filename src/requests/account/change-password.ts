import { changeOwnPassword } from '../../accounts/change-password.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

/** Ends every session of the account except the caller's. */
export const accountChangePassword = forCaller(contract.accountChangePassword, async ({ input, client, database, passwords, caller }) => {
  await changeOwnPassword({ database, passwords }, { ...caller, ...input, client })
  return {}
})
