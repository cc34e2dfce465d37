/** What a browser shows: the notification of the inbox, or the news for the staff, in the language of the account. */
import { z } from 'zod'
import type { Queryable } from '../database/database.ts'
import type { Message } from '../messages/channel.ts'

/** What the service worker gets, and how the push service treats it. */
export interface Shown {
  payload: {
    title: string
    body: string
    lang: string
    /** A newer one with the same tag replaces it. */
    tag: string
    /** Of two with the same tag the higher one is newer. */
    at: number
    /** The page that it opens. */
    url: string
    /** Stays until someone has seen it. */
    stays: boolean
  }
  urgency: 'high' | 'normal' | 'low'
}

/** A push service takes 4 KiB, of which the encryption needs some; a letter may have four bytes. */
const longest = { title: 120, body: 400 }
const cut = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

const notificationData = z.object({ seq: z.int() })
const staffData = z.object({ orderId: z.string(), number: z.int() })

interface Unread {
  kind: string
  title: string
  body: string
  orderId: string | null
}

/** Undefined where it was read on a page, or deleted, before it was sent. */
const ofNotification = async (database: Queryable, { accountId, data, locale, id }: Message): Promise<Shown | undefined> => {
  const { seq } = notificationData.parse(data)
  const [row] = await database.query<Unread>(
    'select kind, title, body, order_id as "orderId" from notifications where account_id = $1 and seq = $2 and read_at is null',
    [accountId, seq],
  )
  if (!row) return undefined
  const { kind, title, body, orderId } = row
  return {
    payload: {
      title: cut(title, longest.title),
      body: cut(body, longest.body),
      lang: locale,
      tag: orderId ?? id,
      at: seq,
      url: orderId === null ? '/#/inbox' : `/#/order/${orderId}`,
      stays: false,
    },
    urgency: kind === 'promotion' ? 'low' : 'high',
  }
}

const staffSql = `
  select fill(t.title, $3::jsonb) as title, fill(t.body, $3::jsonb) as body
  from store s join templates t on t.key = $1 and t.locale = any (template_locales($2, s.locales))
  order by array_position(template_locales($2, s.locales), t.locale) limit 1`

const ofStaff = async (database: Queryable, { template, data, locale, createdAt }: Message): Promise<Shown | undefined> => {
  const { orderId, number } = staffData.parse(data)
  const [text] = await database.query<{ title: string; body: string }>(staffSql, [template, locale, JSON.stringify({ number })])
  if (!text) return undefined
  const payload = { ...text, lang: locale, tag: orderId, at: createdAt.getTime(), url: '/staff#/queue', stays: true }
  return { payload, urgency: 'high' }
}

/** Undefined where there is nothing to show any more. */
export const shownOf = (database: Queryable, message: Message): Promise<Shown | undefined> =>
  message.template === 'notification' ? ofNotification(database, message) : ofStaff(database, message)
