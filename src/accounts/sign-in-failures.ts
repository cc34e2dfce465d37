import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'

/** From this failure on, signing in has to wait: a second, then twice as long with each failure. */
const firstDelayed = 5
const maxDelaySeconds = 900

/** Throws `too_many_sign_ins` while the subject has to wait. */
export const checkDelay = async (database: Queryable, subject: Buffer): Promise<void> => {
  const [row] = await database.query<{ waitMs: number }>(
    `select (extract(epoch from retry_at - now()) * 1000)::double precision as "waitMs" from sign_in_failures where subject = $1 and retry_at > now()`,
    [subject],
  )
  if (row) throw new AppError('too_many_sign_ins', { retryAfterMs: Math.ceil(row.waitMs) })
}

export const recordFailure = async (database: Queryable, subject: Buffer): Promise<void> => {
  await database.query(
    `insert into sign_in_failures as f (subject, failures, retry_at) values ($1, 1, now())
     on conflict (subject) do update set failures = f.failures + 1, last_at = now(),
       retry_at = now() + make_interval(secs => case when f.failures + 1 < $2 then 0
         else least($3::double precision, power(2, least(f.failures + 1 - $2, 30))) end)`,
    [subject, firstDelayed, maxDelaySeconds],
  )
}

export const forgetFailures = async (database: Queryable, subject: Buffer): Promise<void> => {
  await database.query('delete from sign_in_failures where subject = $1', [subject])
}
