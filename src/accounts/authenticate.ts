import type { Role, SessionEndReason, StaffRole } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import { createBatcher } from '../queues/batcher.ts'
import { type SecondFactorPolicy, secondFactorFor } from './second-factor-policy.ts'
import { hashToken } from './tokens.ts'

export interface FoundSession {
  accountId: string
  sessionId: string
  name: string
  role: Role
  /** The language tag of the account. */
  locale: string
  /** Computed with PostgreSQL's clock. */
  expiresInMs: number
  /** The role needs a second factor, and the account has none: the session may only set one up. */
  mustEnrol: boolean
}

/** Rejects with `unauthenticated`, `session_expired`, `session_revoked`, or `second_factor_required` for a session that may only enrol. */
export type SessionLookup = (token: string) => Promise<FoundSession>

interface Row extends FoundSession {
  endReason: SessionEndReason | null
}

/** Using a customer's session extends it; one of the staff ends when it was to end. We write that at most once an hour. */
const slide = (condition: string) => `
  with slid as (
    update sessions s set last_seen_at = now(),
      expires_at = case when a.role = 'customer' then now() + make_interval(days => $2) else s.expires_at end
    from accounts a
    where a.id = s.account_id and s.id in (
      select s.id from sessions s
      where ${condition} and s.end_reason is null and s.expires_at > now() and s.last_seen_at < now() - interval '1 hour'
      for no key update skip locked
    )
    returning s.id, s.expires_at
  )`

const expiresInMs = `(extract(epoch from coalesce(slid.expires_at, s.expires_at) - now()) * 1000)::double precision as "expiresInMs"`

const lookupSql = `${slide('s.token_hash = any ($1::bytea[])')}
  select encode(s.token_hash, 'hex') as hash, s.id as "sessionId", a.id as "accountId", a.name, a.role, a.locale, s.end_reason as "endReason", ${expiresInMs},
    a.second_factor_at is null and a.role = any ($3) as "mustEnrol"
  from sessions s join accounts a on a.id = s.account_id left join slid on slid.id = s.id
  where s.token_hash = any ($1::bytea[])`

const sessionOrError = (row: Row | undefined, admitsEnrolling: boolean): FoundSession | AppError => {
  if (!row) return new AppError('unauthenticated', { message: 'The token is not valid: sign in again.' })
  const { endReason, ...session } = row
  if (endReason === 'expired' || (endReason === null && session.expiresInMs <= 0)) return new AppError('session_expired')
  if (endReason !== null) return new AppError('session_revoked')
  return session.mustEnrol && !admitsEnrolling ? new AppError('second_factor_required') : session
}

export interface SessionPolicy {
  /** How long a session of a customer lasts after its last use. */
  sessionTtlDays: number
  /** The roles that need a second factor. */
  secondFactorFor: readonly StaffRole[]
}

/** The same in the names of the environment. */
export const sessionPolicyOf = (config: { SESSION_TTL_DAYS: number; STAFF_SECOND_FACTOR: SecondFactorPolicy }): SessionPolicy => ({
  sessionTtlDays: config.SESSION_TTL_DAYS,
  secondFactorFor: secondFactorFor[config.STAFF_SECOND_FACTOR],
})

/** Batched: one query looks up all handshakes that arrived while the previous query ran. */
export const createSessionLookup = (
  database: Queryable,
  { sessionTtlDays, secondFactorFor }: SessionPolicy,
  { admitsEnrolling = false } = {},
): SessionLookup => {
  const batch = createBatcher<Buffer, FoundSession>(async (hashes) => {
    const rows = await database.query<Row & { hash: string }>(lookupSql, [hashes, sessionTtlDays, secondFactorFor])
    const byHash = new Map(rows.map(({ hash, ...row }) => [hash, row]))
    return hashes.map((hash) => sessionOrError(byHash.get(hash.toString('hex')), admitsEnrolling))
  }, 256)
  return (token) => batch(hashToken(token))
}

export type SessionState = { expiresInMs: number; role: Role } | { endReason: SessionEndReason }

const doubtfulSql = `
  select asked.id from unnest($1::uuid[]) asked(id) where not exists (
    select from sessions s join accounts a on a.id = s.account_id
    where s.id = asked.id and s.end_reason is null and s.expires_at > now() and a.role = 'customer')`

/** Those of the sessions that are not plainly valid sessions of customers. Much cheaper than `recheckSessions`, because most of them are. */
export const doubtfulSessions = async (database: Queryable, sessionIds: readonly string[]): Promise<string[]> =>
  (await database.query<{ id: string }>(doubtfulSql, [sessionIds])).map(({ id }) => id)

const recheckSql = `${slide('s.id = any ($3::uuid[])')}
  select s.id, a.role, s.end_reason as "endReason", ${expiresInMs}
  from sessions s join accounts a on a.id = s.account_id left join slid on slid.id = s.id where s.id = any ($1::uuid[])`

/** The current state of open sessions, after extending the `used` ones. A session without a row counts as revoked. */
export const recheckSessions = async (
  database: Queryable,
  sessionIds: readonly string[],
  { used, sessionTtlDays }: { used: readonly string[]; sessionTtlDays: number },
): Promise<Map<string, SessionState>> => {
  const rows = await database.query<{ id: string; role: Role; endReason: SessionEndReason | null; expiresInMs: number }>(recheckSql, [
    sessionIds,
    sessionTtlDays,
    used,
  ])
  const states = new Map<string, SessionState>(sessionIds.map((id) => [id, { endReason: 'revoked' }]))
  for (const { id, role, endReason, expiresInMs: left } of rows) {
    if (endReason !== null) states.set(id, { endReason })
    else states.set(id, left > 0 ? { expiresInMs: left, role } : { endReason: 'expired' })
  }
  return states
}
