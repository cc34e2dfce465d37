import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'

/** From this failure on, signing in has to wait: a second, then twice as long with each failure. */
const firstDelayed = 5
const maxDelaySeconds = 900

/**
 * Begins an attempt, which counts as a failure until `forgetFailures` says otherwise: of many guesses that come at once, no more are
 * compared than of guesses one after the other. Throws `too_many_sign_ins` while the subject has to wait.
 */
export const beginAttempt = async (database: Queryable, subject: Buffer): Promise<void> => {
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
  throw new AppError('too_many_sign_ins', { retryAfterMs: Math.max(1, Math.ceil(row?.waitMs ?? 0)) })
}

export const forgetFailures = async (database: Queryable, subject: Buffer): Promise<void> => {
  await database.query('delete from sign_in_failures where subject = $1', [subject])
}
