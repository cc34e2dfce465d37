/** All that is held on a person, in parts: a reply that is too large would be cut with the connection. */
import { z } from 'zod'
import { getAccount } from '../accounts/account.ts'
import { failureSubject } from '../accounts/sign-in.ts'
import type { accountExport } from '../contract/index.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { Queryable } from '../database/database.ts'
import { ordersById } from '../orders/read.ts'

type Part = z.input<typeof accountExport.data>
type Kind = Part['records'][number]['kind']

interface Row {
  key: string
  record: Record<string, unknown>
}

interface Section {
  kind: Kind
  /** What a key of these rows looks like. */
  key: z.ZodType<string>
  /** The next rows after a key, in the order of the keys; null: from the first. */
  read: (database: Queryable, accountId: string, after: string | null) => Promise<Row[]>
}

const rowsAtOnce = 50
/** A part ends with the record that goes beyond this; the largest order is as large again. */
const enoughBytes = 256 * 1024

const keys = { uuid: z.uuid(), bigint: z.string().regex(/^\d{1,18}$/) }

/** Rows of a table of the account, keyed by a column. */
const rowsOf = (kind: Kind, table: string, key: string, type: keyof typeof keys, record: string): Section => ({
  kind,
  key: keys[type],
  read: (database, accountId, after) =>
    database.query<Row>(
      `select ${key}::text as key, ${record} as record from ${table} x
       where account_id = $1 and ($2::${type} is null or ${key} > $2::${type}) order by ${key} limit ${rowsAtOnce}`,
      [accountId, after],
    ),
})

const once = (kind: Kind, find: (database: Queryable, accountId: string) => Promise<Record<string, unknown>[]>): Section => ({
  kind,
  key: z.literal(''),
  read: async (database, accountId, after) =>
    after === null ? (await find(database, accountId)).map((record) => ({ key: '', record })) : [],
})

const orders: Section = {
  kind: 'order',
  key: keys.uuid,
  read: async (database, accountId, after) => {
    const rows = await database.query<{ id: string }>(
      `select id from orders where account_id = $1 and ($2::uuid is null or id > $2::uuid) order by id limit ${rowsAtOnce}`,
      [accountId, after],
    )
    const found = await ordersById(
      database,
      rows.map(({ id }) => id),
    )
    return found.map((record) => ({ key: record.id, record })).sort((a, b) => (a.key < b.key ? -1 : 1))
  },
}

const payments = rowsOf(
  'payment',
  '(select p.*, o.account_id from payments p join orders o on o.id = p.order_id)',
  'id',
  'uuid',
  `json_strip_nulls(json_build_object('id', id, 'orderId', order_id, 'method', method, 'status', status, 'amount', money(amount, currency),
     'provider', provider, 'reference', reference, 'createdAt', rfc3339(created_at), 'refunds', (
       select json_agg(json_build_object('id', r.id, 'amount', money(r.amount, r.currency), 'reason', r.reason, 'status', r.status,
         'createdAt', rfc3339(r.created_at)) order by r.id)
       from refunds r where r.payment_id = x.id)))`,
)

const sections: readonly Section[] = [
  once('account', async (database, accountId) => [await getAccount(database, accountId)]),
  rowsOf(
    'session',
    'sessions',
    'id',
    'uuid',
    `json_strip_nulls(json_build_object('id', id, 'createdAt', rfc3339(created_at), 'lastSeenAt', rfc3339(last_seen_at),
       'expiresAt', rfc3339(expires_at), 'userAgent', user_agent, 'endReason', end_reason))`,
  ),
  once('sign_in_failures', (database, accountId) =>
    database.query(
      `select failures, rfc3339(last_at) as "lastAt" from sign_in_failures
       where subject = $1 or subject in (select network from sessions where account_id = $2)`,
      [failureSubject(accountId), accountId],
    ),
  ),
  orders,
  payments,
  rowsOf('favorite', 'favorites', 'id', 'uuid', `json_build_object('id', id, 'name', name, 'items', items, 'savedAt', rfc3339(saved_at))`),
  rowsOf('notification', 'notifications', 'seq', 'bigint', 'notification_json(x)'),
  rowsOf(
    'taste',
    'customer_tastes',
    'product_id',
    'uuid',
    `json_build_object('productId', product_id, 'orders', orders, 'liking', liking)`,
  ),
  rowsOf('feed_event', 'feed_events', 'seq', 'bigint', `json_build_object('event', event, 'seq', seq, 'at', rfc3339(at), 'data', data)`),
  rowsOf(
    'answer',
    'answers',
    'request_id',
    'uuid',
    `json_build_object('requestId', request_id, 'at', rfc3339(created_at), 'answer', answer)`,
  ),
]

/** The section and the key of the last record. */
const position = z.tuple([z.int().min(0), z.string()]).refine(([section, key]) => sections[section]?.key.safeParse(key).success)

/** One part, and where the next begins. Every record is whole; one that is made or changed meanwhile may be in an earlier part already. */
export const exportAccount = async (database: Queryable, accountId: string, cursor: string | undefined): Promise<Part> => {
  const [first, key] = cursor === undefined ? [0, null] : decodeCursor(cursor, position)
  const records: Part['records'] = []
  let after = key
  let bytes = 0
  for (const [n, { kind, read }] of sections.entries()) {
    if (n < first) continue
    for (let rows = await read(database, accountId, after); rows.length > 0; rows = await read(database, accountId, after)) {
      for (const { key: at, record } of rows) {
        records.push({ kind, record })
        after = at
        bytes += Buffer.byteLength(JSON.stringify(record))
        if (bytes > enoughBytes) return { records, nextCursor: encodeCursor([n, after]) }
      }
    }
    after = null
  }
  return { records }
}
