import { changeOwnPassword } from '../../accounts/change-password.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const staffChangePassword = forCaller(contract.staffChangePassword, async ({ input, client, database, passwords, caller }) => {
  await changeOwnPassword({ database, passwords }, { ...caller, ...input, client })
  return {}
})
