import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const accountRequestEmailVerification = forCallerInTransaction(
  contract.accountRequestEmailVerification,
  async ({ transaction, caller }) => {
    const [asked] = await transaction.query<{ waitMs: number }>('select request_email_verification($1) as "waitMs"', [caller.accountId])
    const waitMs = Math.ceil(asked?.waitMs ?? 0)
    if (waitMs > 0) throw new AppError('too_many_requests', { retryAfterMs: waitMs })
    return {}
  },
)
