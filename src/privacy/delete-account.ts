import type { PasswordHasher } from '../accounts/passwords.ts'
import { endSessions } from '../accounts/sessions.ts'
import { checkPassword, failureSubject } from '../accounts/sign-in.ts'
import type { Database } from '../database/database.ts'
import { AppError } from '../errors.ts'

/**
 * Deletes the person and keeps the orders for the books; every session ends. Throws `invalid_credentials` (counted as at sign-in), and
 * `orders_under_way` while somebody still has to find the door.
 */
export const deleteAccount = async (
  { database, passwords }: { database: Database; passwords: PasswordHasher },
  { accountId, password }: { accountId: string; password: string },
): Promise<void> => {
  const [row] = await database.query<{ stored: string | null }>('select password_hash as stored from accounts where id = $1', [accountId])
  await checkPassword({ database, passwords }, { subject: failureSubject(accountId), stored: row?.stored ?? null, password })
  await database.transact(async (transaction) => {
    const [forgotten] = await transaction.query<{ open: number[] }>('select to_json(forget_account($1)) as open', [accountId])
    const numbers = forgotten?.open ?? []
    if (numbers.length > 0) throw new AppError('orders_under_way', { details: { numbers } })
    await endSessions(transaction, { accountId, which: 'all', reason: 'account_deleted' })
  })
}
