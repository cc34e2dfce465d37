import { checkOwnPassword } from '../../accounts/check-password.ts'
import { endSessions } from '../../accounts/sessions.ts'
import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forgetAccount } from '../../privacy/forget.ts'
import { forCaller } from '../kinds/handler.ts'

/** Not one transaction: a failed comparison must stay counted. Refused while the couriers still need the address of an order. */
export const accountDelete = forCaller(contract.accountDelete, async ({ input, client, database, passwords, caller }) => {
  const { accountId } = caller
  await checkOwnPassword({ database, passwords }, accountId, { password: input.password, client })
  await database.transact(async (transaction) => {
    const numbers = await forgetAccount(transaction, accountId)
    if (numbers.length > 0) throw new AppError('orders_under_way', { details: { numbers } })
    await endSessions(transaction, { accountId, sessions: 'all', reason: 'account_deleted' })
  })
  return {}
})
