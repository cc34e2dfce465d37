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

/** Which of the two another account has. Two sign-ups at the same time both read no: the constraints decide. */
export const isTaken = async (
  database: Queryable,
  wanted: { login: string; email: string },
): Promise<{ login: boolean; email: boolean }> => {
  const rows = await database.query<{ login: boolean; email: boolean }>(
    'select login = $1 as login, email = $2 as email from accounts where login = $1 or email = $2',
    [wanted.login, wanted.email],
  )
  return { login: rows.some(({ login }) => login), email: rows.some(({ email }) => email) }
}

const refuseTaken = (constraint: 'login_taken' | 'email_taken'): AppError =>
  new AppError(constraint, { details: faultDetails([{ field: constraint === 'login_taken' ? 'login' : 'email', rule: 'taken' }]) })

/** The error that the client gets for a violated constraint of the accounts; any other error as it is. */
export const explainViolation = (error: unknown): unknown => {
  if (!(error instanceof QueryError)) return error
  switch (error.constraint) {
    case 'login_taken':
    case 'email_taken':
      return refuseTaken(error.constraint)
    case 'time_zone_known':
      return new AppError('invalid_argument', {
        message: 'timeZone: this time zone is not supported.',
        details: faultDetails([{ field: 'timeZone', rule: 'time_zone' }]),
      })
    default:
      return error
  }
}
