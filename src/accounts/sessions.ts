import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type accountSessions, id as idSchema, type SessionEndReason } from '../contract/index.ts'
import { decodeCursor } from '../database/cursor.ts'
import type { Queryable, Transaction } from '../database/database.ts'
import { readPage } from '../database/page.ts'
import { AppError } from '../errors.ts'
import { type ClientInfo, deviceOf, networkOf } from './client.ts'
import { hashToken, newToken } from './tokens.ts'

type Session = z.input<typeof accountSessions.data>['sessions'][number]

export interface NewSession {
  id: string
  token: string
  expiresAt: string
}

interface Opening {
  /** The request that opens it, for the audit log. The owner is told of a sign-in on an unknown device. */
  event: string
  accountId: string
  /** The stored hash that the password was compared with. */
  passwordHash: string
  client: ClientInfo
  /** The id that the client has given its device. */
  device: string | undefined
  /** Whether a code was checked too. */
  withSecondFactor: boolean
  lifetimes: SessionLifetimes
}

/** How long a customer's session lasts after its last use, and one of the staff after its beginning. */
export interface SessionLifetimes {
  SESSION_TTL_DAYS: number
  STAFF_SESSION_HOURS: number
}

/**
 * Opens a session and returns its token, which is stored nowhere. Throws `invalid_credentials` if after the comparison the password
 * was changed, the account deleted or disabled, or a second factor set up: these end every session, and this one must not survive them.
 */
export const openSession = async (
  database: Queryable,
  { event, accountId, passwordHash, client, device, withSecondFactor, lifetimes }: Opening,
): Promise<NewSession> => {
  const [id, token] = [uuidv7(), newToken()]
  const [row] = await database.query<{ expiresAt: string }>(
    `with opened as (
       insert into sessions (id, token_hash, account_id, user_agent, network, device, expires_at)
       select $1, $2, a.id, $4, $7, $8,
         now() + case when a.role = 'customer' then make_interval(days => $5) else make_interval(hours => $10) end
       from accounts a
       where a.id = $3 and a.password_hash = $6 and a.disabled_at is null and (a.second_factor_at is not null) = $11
       -- serialises with a concurrent change of these
       for share of a
       returning *
     )
     select rfc3339(o.expires_at) as "expiresAt", record_audit($9, a.role, a.id, o.id), case when $9 = 'account:sign_in' then tell_of_sign_in(o.*) end
     from opened o join accounts a on a.id = o.account_id`,
    [
      id,
      hashToken(token),
      accountId,
      client.userAgent ?? null,
      lifetimes.SESSION_TTL_DAYS,
      passwordHash,
      networkOf(accountId, client),
      deviceOf(accountId, device),
      event,
      lifetimes.STAFF_SESSION_HOURS,
      withSecondFactor,
    ],
  )
  if (!row) throw new AppError('invalid_credentials')
  return { id, token, expiresAt: row.expiresAt }
}

/** Gives an open session a new token, because the first one was not received. Throws `session_revoked` if it is no longer open. */
export const renewToken = async (
  database: Queryable,
  { sessionId, passwordHash, ttlDays }: { sessionId: string; passwordHash: string; ttlDays: number },
): Promise<NewSession> => {
  const token = newToken()
  const [row] = await database.query<{ expiresAt: string }>(
    `update sessions s set token_hash = $2, last_seen_at = now(), expires_at = now() + make_interval(days => $3) from accounts a
     where s.id = $1 and s.end_reason is null and s.expires_at > now() and a.id = s.account_id and a.password_hash = $4
     returning rfc3339(s.expires_at) as "expiresAt"`,
    [sessionId, hashToken(token), ttlDays, passwordHash],
  )
  if (!row) throw new AppError('session_revoked')
  return { id: sessionId, token, expiresAt: row.expiresAt }
}

/** The last session's id. Ids rise with time. */
const pageKey = z.tuple([idSchema])

const pageSql = `
  select json_strip_nulls(json_build_object('id', id, 'createdAt', rfc3339(created_at), 'lastSeenAt', rfc3339(last_seen_at),
    'expiresAt', rfc3339(expires_at), 'userAgent', user_agent, 'current', id = $2)) as item, json_build_array(id) as key
  from sessions where account_id = $1 and end_reason is null and expires_at > now() and ($3::uuid is null or id < $3) order by id desc`

interface SessionPage {
  limit?: number
  cursor?: string | undefined
}

/** A page of the valid sessions, the newest first. */
export const listSessions = async (
  database: Queryable,
  { accountId, sessionId }: { accountId: string; sessionId: string },
  { limit = 50, cursor }: SessionPage = {},
) => {
  const [before] = cursor === undefined ? [null] : decodeCursor(cursor, pageKey)
  const { items, next } = await readPage<Session>(database, { sql: pageSql, bind: [accountId, sessionId, before], limit })
  return { sessions: items, ...next }
}

/** Selects sessions of an account: one, all but one, or all. */
export type SessionSelection = { only: string } | { allBut: string } | 'all'

/** Ends sessions and, after the commit, their sockets. Returns the number of sessions that were open. */
export const endSessions = async (
  transaction: Transaction,
  { accountId, sessions, reason }: { accountId: string; sessions: SessionSelection; reason: SessionEndReason },
): Promise<number> => {
  const only = sessions !== 'all' && 'only' in sessions ? sessions.only : null
  const allBut = sessions !== 'all' && 'allBut' in sessions ? sessions.allBut : null
  const { ended } = await transaction.call<{ ended: number }>('end_sessions', [accountId, reason, only, allBut])
  return ended
}
