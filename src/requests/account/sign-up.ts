import { signUp } from '../../accounts/sign-up.ts'
import * as contract from '../../contract/index.ts'
import { handler } from '../kinds/handler.ts'

export const accountSignUp = handler(contract.accountSignUp, async ({ input, origin, database, passwords, signInLimits, config }) => {
  await signInLimits(origin.address)
  return signUp({ database, passwords, ttlDays: config.SESSION_TTL_DAYS, origin }, input)
})
