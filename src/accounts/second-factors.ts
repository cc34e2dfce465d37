/** The second factor of a member of the staff: set up, confirmed, and asked for at each sign-in. */
import type { Database, Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { countGuess } from './check-password.ts'
import { describeSecret, hashRecoveryCode, isOfApp, newRecoveryCodes, newSecret, stepOf } from './codes.ts'
import type { Seal } from './seal.ts'
import { endSessions } from './sessions.ts'

const minutesToConfirm = 15

interface Services {
  database: Database
  seal: Seal
}

interface Guess {
  accountId: string
  code: string
  /** Under which wrong codes are counted. */
  subject: Buffer
}

export const hasSecondFactor = async (database: Queryable, accountId: string): Promise<boolean> => {
  const rows = await database.query('select id from accounts where id = $1 and second_factor_at is not null', [accountId])
  return rows.length > 0
}

/** Of several nodes with the same code, one gets it. Encrypts the secret anew, so that an older key can go. */
const useCode = async ({ database, seal }: Services, accountId: string, code: string): Promise<boolean> => {
  const [row] = await database.query<{ sealed: Buffer }>(
    'select secret as sealed from second_factors where account_id = $1 and secret is not null',
    [accountId],
  )
  if (!row) return false
  const secret = seal.open(accountId, row.sealed)
  const step = stepOf(secret, code)
  if (step === undefined) return false
  const used = await database.query(
    'update second_factors set last_step = $2, secret = $4 where account_id = $1 and last_step < $2 and secret = $3 returning account_id',
    [accountId, step, row.sealed, seal.close(accountId, secret)],
  )
  return used.length > 0
}

const useRecoveryCode = async (database: Queryable, accountId: string, code: string): Promise<boolean> => {
  const used = await database.query(
    'update recovery_codes set used_at = now() where account_id = $1 and hash = $2 and used_at is null returning account_id',
    [accountId, hashRecoveryCode(accountId, code)],
  )
  return used.length > 0
}

/** Uses up a code of the app or a recovery code. Throws `wrong_code`, and `too_many_sign_ins` while the subject has to wait. */
export const checkSecondFactor = async (services: Services, { accountId, code, subject }: Guess): Promise<void> => {
  const isRight = () => (isOfApp(code) ? useCode(services, accountId, code) : useRecoveryCode(services.database, accountId, code))
  await countGuess(services.database, { subject, accountId }, { isRight, refusal: 'wrong_code' })
}

/** Stores a new secret that is not in force until it is confirmed. */
export const enrolSecondFactor = async ({ database, seal }: Services, accountId: string, names: { issuer: string; label: string }) => {
  const secret = newSecret()
  const store = (on: Queryable) =>
    on.query<{ expiresAt: string }>(
      `insert into second_factors (account_id, pending, pending_at) values ($1, $2, now())
       on conflict (account_id) do update set pending = excluded.pending, pending_at = excluded.pending_at
       returning rfc3339(pending_at + make_interval(mins => $3)) as "expiresAt"`,
      [accountId, seal.close(accountId, secret), minutesToConfirm],
    )
  const [row] = await database.transact(store)
  if (!row) throw new Error(`the second factor of ${accountId} was not stored`)
  return { ...(await describeSecret(secret, names)), expiresAt: row.expiresAt }
}

interface Confirmed {
  accountId: string
  pending: Buffer
  step: number | undefined
  sessionId: string
}

const putIntoForce = (database: Database, { accountId, pending, step, sessionId }: Confirmed): Promise<string[]> => {
  const codes = newRecoveryCodes()
  return database.transact(async (transaction) => {
    // this row first: a session that is being opened waits for it, or is ended below
    await transaction.query('update accounts set second_factor_at = now() where id = $1', [accountId])
    const confirmed = await transaction.query(
      `update second_factors set secret = pending, last_step = $3, pending = null, pending_at = null
       where account_id = $1 and pending = $2 returning account_id`,
      [accountId, pending, step],
    )
    // another tab has begun again
    if (confirmed.length === 0) throw new AppError('enrolment_expired')
    await transaction.query('delete from recovery_codes where account_id = $1', [accountId])
    await transaction.query('insert into recovery_codes (account_id, hash) select $1, unnest($2::bytea[])', [
      accountId,
      codes.map((each) => hashRecoveryCode(accountId, each)),
    ])
    await endSessions(transaction, { accountId, sessions: { allBut: sessionId }, reason: 'second_factor_changed' })
    return codes
  })
}

/**
 * Puts the new secret into force and ends every session except this one. Returns new recovery codes, which are stored nowhere. Throws
 * `enrolment_expired`, and what `checkSecondFactor` throws.
 */
export const confirmSecondFactor = async (
  { database, seal }: Services,
  { accountId, code, subject }: Guess,
  sessionId: string,
): Promise<string[]> => {
  const [row] = await database.query<{ pending: Buffer }>(
    'select pending from second_factors where account_id = $1 and pending_at > now() - make_interval(mins => $2)',
    [accountId, minutesToConfirm],
  )
  if (!row) throw new AppError('enrolment_expired')
  const step = stepOf(seal.open(accountId, row.pending), code)
  await countGuess(database, { subject, accountId }, { isRight: async () => step !== undefined, refusal: 'wrong_code' })
  return putIntoForce(database, { accountId, pending: row.pending, step, sessionId })
}
