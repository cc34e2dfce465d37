import { refuseCommonPassword } from '../../accounts/common-passwords.ts'
import { hashToken } from '../../accounts/tokens.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forAnyone } from '../kinds/handler.ts'

type Outcome = { outcome: 'reset'; login: string } | { outcome: 'token_expired' }

/** A password is only hashed for a link that works. */
export const accountResetPassword = forAnyone(contract.accountResetPassword, async ({ input, client, database, passwords }) => {
  refuseCommonPassword(input.password, 'password')
  const hash = hashToken(input.token)
  const [link] = await database.query<{ works: boolean }>('select is_reset_token($1) as works', [hash])
  if (!link?.works) throw new AppError('token_expired')
  const result = await database.call<Outcome>('reset_password', [hash, await passwords.hash(input.password, client)])
  if (result.outcome !== 'reset') throw new AppError(result.outcome)
  return { login: result.login }
})
