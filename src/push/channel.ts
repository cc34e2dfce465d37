/** Sends queued pushes: encrypted for the browser (RFC 8291) and signed with our key (RFC 8292), to the push service of that browser. */
import type { generateRequestDetails } from 'web-push'
import type { Queryable } from '../database/database.ts'
import { type Channel, type Message, MessageRefused } from '../messages/channel.ts'
import { type Shown, shownOf } from './texts.ts'
import type { VapidKeys } from './vapid.ts'

interface Dependencies {
  database: Queryable
  keys: VapidKeys
  isAllowed: (endpoint: string) => boolean
  /** Encrypts and signs. */
  prepare: typeof generateRequestDetails
}

interface Subscription {
  endpoint: string
  p256dh: string
  auth: string
}

/** The session may have ended, or the browser may belong to another account since the message was queued. */
const subscriptionSql = `
  select p.endpoint, p.p256dh, p.auth from push_subscriptions p join sessions s on s.id = p.session_id
  where p.id::text = $1 and p.account_id = $2 and s.end_reason is null and s.expires_at > now()`

/** RFC 8030 allows 32 letters; a message replaces an older one with the same topic that the service still keeps. */
const topicOf = (tag: string) => tag.replaceAll('-', '').slice(0, 32)

/** The push service has no such browser any more: it was uninstalled, or its owner has withdrawn the permission. */
const isGone = (status: number) => status === 404 || status === 410
/** No later attempt will do better: the message is too large, or the key or the signature is not the one that the browser subscribed with. */
const isFinal = (status: number) => status >= 400 && status < 500 && status !== 408 && status !== 429

const post = async (
  { keys, prepare }: Pick<Dependencies, 'keys' | 'prepare'>,
  { endpoint, p256dh, auth }: Subscription,
  shown: Shown,
  message: Message,
  signal: AbortSignal,
) => {
  const secondsLeft = Math.max(0, Math.round((message.expiresAt.getTime() - Date.now()) / 1000))
  const { headers, body } = prepare({ endpoint, keys: { p256dh, auth } }, JSON.stringify(shown.payload), {
    vapidDetails: keys,
    TTL: secondsLeft,
    urgency: shown.urgency,
    topic: topicOf(shown.payload.tag),
  })
  // a redirect would lead to a host that nothing has checked
  const answer = await fetch(endpoint, { method: 'POST', headers, body, signal, redirect: 'manual' })
  await answer.body?.cancel()
  return answer.status
}

export const createChannel = ({ database, keys, isAllowed, prepare }: Dependencies): Channel => ({
  name: 'push',
  atOnce: 20,
  send: async (message, signal) => {
    const [subscription] = await database.query<Subscription>(subscriptionSql, [message.address, message.accountId])
    if (!subscription) return
    if (!isAllowed(subscription.endpoint)) throw new MessageRefused('the push service is not allowed any more')
    const shown = await shownOf(database, message)
    if (!shown) return
    const status = await post({ keys, prepare }, subscription, shown, message, signal)
    if (isGone(status)) {
      await database.query('delete from push_subscriptions where id::text = $1 and endpoint = $2', [message.address, subscription.endpoint])
    } else if (status < 200 || status > 299) {
      const said = `the push service answered ${status}`
      throw isFinal(status) ? new MessageRefused(said) : new Error(said)
    }
  },
  close: async () => undefined,
})
