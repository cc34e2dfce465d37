import { ECDH } from 'node:crypto'
import type { z } from 'zod'
import { maxPushSubscriptions, type pushList, type pushSubscribe } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'

interface Owner {
  accountId: string
  sessionId: string
}

type Listed = z.input<typeof pushList.data>

/** Not those of sessions that have expired: they are sent nothing. */
const listSql = `
  select json_strip_nulls(json_build_object('id', p.id, 'service', substring(p.endpoint from '://([^/:]+)'), 'userAgent', s.user_agent,
    'createdAt', rfc3339(p.created_at), 'current', s.id = $2)) as item
  from push_subscriptions p join sessions s on s.id = p.session_id
  where p.account_id = $1 and s.expires_at > now() order by p.created_at desc, p.id desc limit ${maxPushSubscriptions}`

export const listSubscriptions = async (database: Queryable, { accountId, sessionId }: Owner): Promise<Listed> => {
  const rows = await database.query<{ item: Listed['subscriptions'][number] }>(listSql, [accountId, sessionId])
  return { subscriptions: rows.map(({ item }) => item) }
}

/** A point beside the curve would make every message to this browser fail. */
const isOnCurve = (p256dh: string) => {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url')
    return true
  } catch {
    return false
  }
}

/** Throws `push_key_not_valid`, and `session_revoked` where the session has ended meanwhile. */
export const saveSubscription = async (
  database: Queryable,
  { accountId, sessionId }: Owner,
  { endpoint, keys: { p256dh, auth } }: z.output<typeof pushSubscribe.input>,
): Promise<void> => {
  if (!isOnCurve(p256dh)) throw new AppError('push_key_not_valid')
  const [row] = await database.query<{ done: boolean }>('select subscribe_to_push($1, $2, $3, $4, $5, $6) as done', [
    sessionId,
    accountId,
    endpoint,
    p256dh,
    auth,
    maxPushSubscriptions,
  ])
  if (!row?.done) throw new AppError('session_revoked')
}

export const removeSubscription = async (database: Queryable, { accountId, sessionId }: Owner, id?: string): Promise<void> => {
  const which = id === undefined ? 'session_id = $2' : 'id = $2'
  await database.query(`delete from push_subscriptions where account_id = $1 and ${which}`, [accountId, id ?? sessionId])
}
