import { signal } from '@preact/signals'
import type { Client } from '#client'
import type { Notification } from '#contract'
import { onTold, tellTabs } from '../../ui/tabs.ts'
import { customer } from './session.ts'

export const notifications = signal<readonly Notification[]>([])
export const unread = signal(0)
export const isLoaded = signal(false)
const cursor = signal<string | undefined>(undefined)
export const hasMore = () => cursor.value !== undefined

const pageSize = 20

const load = async (client: Client<'/'>) => {
  const page = await client.request('notification:list', { limit: pageSize })
  notifications.value = page.notifications
  unread.value = page.unread
  cursor.value = page.nextCursor
  isLoaded.value = true
}

export const loadMore = async (): Promise<void> => {
  const page = await customer().request('notification:list', { limit: pageSize, ...(cursor.value && { cursor: cursor.value }) })
  notifications.value = [...notifications.value, ...page.notifications]
  cursor.value = page.nextCursor
}

/** Marks one notification as read, or all. */
export const markRead = async (id?: string): Promise<void> => {
  const answer = await customer().request('notification:read', id === undefined ? { all: true } : { ids: [id] })
  const readAt = new Date().toISOString()
  notifications.value = notifications.value.map((each) => (each.readAt || (id && each.id !== id) ? each : { ...each, readAt }))
  unread.value = answer.unread
  tellTabs('inbox')
}

let stopHearing = () => {}

export const followInbox = (client: Client<'/'>): void => {
  notifications.value = []
  unread.value = 0
  isLoaded.value = false
  const reload = () => void load(client).catch(() => undefined)
  client.on('stale', reload)
  stopHearing()
  stopHearing = onTold((topic) => topic === 'inbox' && reload())
  client.on('notification:created', ({ data: { notification } }) => {
    if (notifications.value.some(({ id }) => id === notification.id)) return
    notifications.value = [notification, ...notifications.value]
    unread.value += 1
  })
}
