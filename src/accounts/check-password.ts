/** Compares passwords and codes, and slows down guessing: each failure counts, and after some failures the next attempt has to wait. */
import { createHash } from 'node:crypto'
import type { Queryable } from '../database/database.ts'
import { AppError, type Reason } from '../errors.ts'
import type { RequestClient } from './client.ts'
import type { PasswordHasher } from './passwords.ts'

/** From this failure on, an attempt has to wait: one second, and twice as long after each further failure. */
const firstDelayed = 5
const maxDelaySeconds = 900

/**
 * Failures to sign in are counted for the name that was typed, whether an account has it or not; failures of an account that is signed in
 * for its id; wrong codes of a second factor for `codesOf` the id. The SQL function `failure_subjects` lists the subjects of an account.
 */
export const failureSubject = (nameOrAccountId: string, network?: Buffer): Buffer =>
  createHash('sha256')
    .update(nameOrAccountId)
    .update(network ?? '')
    .digest()

/** Under which name the wrong codes of an account are counted. */
export const codesOf = (accountId: string): string => `${accountId} code`

interface Attempt {
  /** Under which failures are counted. */
  subject: Buffer
  /** The account that was named, if there is one. */
  accountId: string | undefined
  /** Null: the account does not exist, or cannot sign in. */
  stored: string | null
  password: string
  client: RequestClient
}

/**
 * Counts the attempt as a failure before the password is compared; `forgetFailures` takes it back. Guesses sent in parallel therefore
 * gain nothing over guesses sent one by one. Throws `too_many_sign_ins` while the subject has to wait.
 */
const beginAttempt = async (database: Queryable, { subject, accountId }: Pick<Attempt, 'subject' | 'accountId'>): Promise<void> => {
  const begun = await database.query(
    `insert into sign_in_failures as f (subject, failures, retry_at) values ($1, 1, now())
     on conflict (subject) do update set failures = f.failures + 1, last_at = now(),
       retry_at = now() + make_interval(secs => case when f.failures + 1 < $2 then 0
         else least($3::double precision, power(2, least(f.failures + 1 - $2, 30))) end)
     where f.retry_at <= clock_timestamp()
     returning 1 as begun`,
    [subject, firstDelayed, maxDelaySeconds],
  )
  if (begun.length > 0) return
  const [row] = await database.query<{ waitMs: number }>(
    `select (extract(epoch from retry_at - now()) * 1000)::double precision as "waitMs" from sign_in_failures where subject = $1`,
    [subject],
  )
  throw new AppError('too_many_sign_ins', { accountId, retryAfterMs: Math.max(1, Math.ceil(row?.waitMs ?? 0)) })
}

const forgetFailures = async (database: Queryable, subject: Buffer): Promise<void> => {
  await database.query('delete from sign_in_failures where subject = $1', [subject])
}

/** Nothing was compared, because the node is busy or the client has left: the attempt was no failure. A wait that it began stays. */
const takeBackAttempt = async (database: Queryable, subject: Buffer): Promise<void> => {
  await database.query(
    `with fewer as (update sign_in_failures set failures = failures - 1 where subject = $1 and failures > 1 returning 1)
     delete from sign_in_failures where subject = $1 and failures = 1 and not exists (select from fewer)`,
    [subject],
  )
}

/** Throws the refusal if the guess is wrong, and `too_many_sign_ins`, without looking at the guess, while the subject has to wait. */
export const countGuess = async (
  database: Queryable,
  { subject, accountId }: Pick<Attempt, 'subject' | 'accountId'>,
  { isRight, refusal }: { isRight: () => Promise<boolean>; refusal: Reason },
): Promise<void> => {
  await beginAttempt(database, { subject, accountId })
  const right = await isRight().catch(async (error: unknown) => {
    await takeBackAttempt(database, subject)
    throw error
  })
  if (!right) throw new AppError(refusal, { accountId })
  await forgetFailures(database, subject)
}

/**
 * Throws `invalid_credentials` for a wrong password, and `too_many_sign_ins`, without comparing, while the subject has to wait.
 * `stored` is null for an account that does not exist; the comparison takes as long as for one that does.
 */
export const checkPassword = async (
  { database, passwords }: { database: Queryable; passwords: PasswordHasher },
  { subject, accountId, stored, password, client }: Attempt,
): Promise<void> => {
  await countGuess(
    database,
    { subject, accountId },
    {
      isRight: () => passwords.verify(stored, password, client),
      refusal: 'invalid_credentials',
    },
  )
}

/** Checks the password of a signed-in account and returns its stored hash. Throws as `checkPassword` does. */
export const checkOwnPassword = async (
  services: { database: Queryable; passwords: PasswordHasher },
  accountId: string,
  { password, client }: { password: string; client: RequestClient },
): Promise<string | null> => {
  const [row] = await services.database.query<{ stored: string | null }>('select password_hash as stored from accounts where id = $1', [
    accountId,
  ])
  const stored = row?.stored ?? null
  await checkPassword(services, { subject: failureSubject(accountId), accountId, stored, password, client })
  return stored
}
