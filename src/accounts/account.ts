import { type Account, faultDetails } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { QueryError } from '../database/failures.ts'
import { AppError } from '../errors.ts'

/** The account as its owner sees it. */
export const getAccount = async (database: Queryable, accountId: string): Promise<Account> => {
  const [row] = await database.query<{ account: Account }>('select account_json(a) as account from accounts a where id = $1', [accountId])
  if (!row) throw new Error(`there is no account ${accountId}`)
  return row.account
}

/** Whether another account has the login. Two sign-ups at the same time both read no: the constraint decides. */
export const isTaken = async (database: Queryable, login: string): Promise<boolean> =>
  (await database.query('select from accounts where login = $1', [login])).length > 0

/** The error that the client gets for a violated constraint of the accounts; any other error as it is. */
export const explainViolation = (error: unknown): unknown => {
  if (!(error instanceof QueryError)) return error
  switch (error.constraint) {
    case 'login_taken':
      return new AppError('login_taken', { details: faultDetails([{ field: 'login', rule: 'taken' }]) })
    case 'time_zone_known':
      return new AppError('invalid_argument', {
        message: 'timeZone: this time zone is not supported.',
        details: faultDetails([{ field: 'timeZone', rule: 'time_zone' }]),
      })
    default:
      return error
  }
}
