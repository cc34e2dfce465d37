import { hashToken } from '../../accounts/tokens.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

type Outcome = { outcome: 'verified'; email: string } | { outcome: 'token_expired' | 'email_taken' }

export const accountVerifyEmail = forAnyone(contract.accountVerifyEmail, async ({ input, database }) => {
  const result = await database.call<Outcome>('verify_email', [hashToken(input.token)])
  if (result.outcome !== 'verified') throw new AppError(result.outcome)
  return { email: result.email }
})
