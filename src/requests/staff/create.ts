import { refuseCommonPassword } from '../../accounts/common-passwords.ts'
import { createStaff, getStaff, requireManager } from '../../accounts/staff.ts'
import { bodyHash, find, once } from '../../answers/answers.ts'
import * as contract from '../../contract/index.ts'
import { forCaller } from '../kinds/handler.ts'

/** The stored hash of the body leaves the password out: it is a fast hash, which would help to guess it. */
export const staffCreate = forCaller(contract.staffCreate, async ({ input, client, database, passwords, caller: { accountId } }) => {
  const { requestId, password, ...staff } = input
  refuseCommonPassword(password, 'password')
  const asked = { accountId, requestId, hash: bodyHash(contract.staffCreate.event, { requestId, ...staff }) }
  const known = await find<{ staff: contract.StaffMember }>(database, asked)
  if (known && 'data' in known) return known.data
  const passwordHash = await passwords.hash(password, client)
  return database.transact((transaction) =>
    once(transaction, asked, async () => {
      await requireManager(transaction, accountId)
      const id = await createStaff(transaction, { ...staff, passwordHash })
      transaction.note({ accountId: id, after: { role: staff.role } })
      return { staff: await getStaff(transaction, id) }
    }),
  )
})
