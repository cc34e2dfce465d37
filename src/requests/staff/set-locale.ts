import { getStaff } from '../../accounts/staff.ts'
import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

export const staffSetLocale = forCallerInTransaction(contract.staffSetLocale, async ({ input, transaction, caller: { accountId } }) => {
  await transaction.query('update accounts set locale = $2 where id = $1', [accountId, input.locale])
  // the nodes know the languages of connected accounts
  await transaction.call('account_changed', [accountId])
  return { staff: await getStaff(transaction, accountId) }
})
