import { signIn } from '../../accounts/sign-in.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountSignIn = handler(contract.accountSignIn, async ({ input, origin, database, passwords, signInLimits, config }) => {
  await signInLimits(origin.address)
  return signIn({ database, passwords }, { ...input, origin, ttlDays: config.SESSION_TTL_DAYS })
})
