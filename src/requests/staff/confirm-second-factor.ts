import { codesOf, failureSubject } from '../../accounts/check-password.ts'
import { confirmSecondFactor } from '../../accounts/second-factors.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

export const staffConfirmSecondFactor = forCaller(
  contract.staffConfirmSecondFactor,
  async ({ input: { code }, database, seal, caller: { accountId, sessionId } }) => {
    const guess = { accountId, code, subject: failureSubject(codesOf(accountId)) }
    return { recoveryCodes: await confirmSecondFactor({ database, seal }, guess, sessionId) }
  },
)
