import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Notification, PushPayload } from '#contract'
import { customer } from './session.ts'

export const notifications = signal<readonly Notification[]>([])
export const unread = signal(0)
export const isLoaded = signal(false)
const cursor = signal<string | undefined>(undefined)
export const hasMore = () => cursor.value !== undefined

const pageSize = 20

/** How many events of the inbox have been heard. */
let heard = 0

const load = async (client: Client<'/'>): Promise<void> => {
  const before = heard
  const page = await client.request('notification:list', { limit: pageSize })
  // the answer may not know it
  if (heard !== before) return load(client)
  notifications.value = page.notifications
  unread.value = page.unread
  cursor.value = page.nextCursor
  isLoaded.value = true
}

export const loadMore = async (): Promise<void> => {
  const from = cursor.value
  const page = await customer().request('notification:list', { limit: pageSize, ...(from && { cursor: from }) })
  // loaded anew in the meantime
  if (cursor.value !== from) return
  notifications.value = [...notifications.value, ...page.notifications]
  cursor.value = page.nextCursor
}

/** Marks all notifications as read. The event in the feed shows it, here as on every other device. */
export const readAll = () => customer().request('notification:read', { all: true })

/** Marks the notifications about an order as read. */
export const readMessagesOf = (orderId: string) => customer().request('account:read_order_messages', { orderId })

type Read = PushPayload<'/', 'notification:read'>['data']

const isRead = ({ id, orderId }: Notification, { ids, all, orderId: ofOrder }: Read) =>
  all === true || ids?.includes(id) === true || (ofOrder !== undefined && orderId === ofOrder)

export const followInbox = (client: Client<'/'>): void => {
  notifications.value = []
  unread.value = 0
  isLoaded.value = false
  const reload = () => void load(client).catch(() => undefined)
  client.on('stale', reload)
  client.on('notification:read', ({ at, data }) => {
    heard += 1
    notifications.value = notifications.value.map((each) => (each.readAt || !isRead(each, data) ? each : { ...each, readAt: at }))
    unread.value = data.unread
  })
  client.on('notification:created', ({ data: { notification } }) => {
    heard += 1
    // the list is newer than this event, and so than the count in the event before it
    if (notifications.value.some(({ id }) => id === notification.id)) return reload()
    notifications.value = [notification, ...notifications.value]
    unread.value += 1
  })
}
