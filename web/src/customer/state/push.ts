/** Loaded once the page is at rest. */
import type { Client } from '#client'
import { BrowserPush, type PushRequests } from '../../ui/push.ts'

export const push = new BrowserPush({ scope: '/', mark: 'push' })
push.start()

export const pushRequests = (client: Client<'/'>): PushRequests => ({
  key: () => client.request('push:key'),
  list: () => client.request('push:list'),
  subscribe: (subscription) => client.request('push:subscribe', subscription),
  unsubscribe: () => client.request('push:unsubscribe'),
})

const ignore = () => undefined

export const followPush = (client: Client<'/'>): void => void push.follow(pushRequests(client)).catch(ignore)
export const leavePush = (): void => void push.forget().catch(ignore)
