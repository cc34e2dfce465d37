/**
 * Shows a push, unless a page is visible: that shows it already. Chromium and Firefox allow a push without a notification then. WebKit counts
 * every one and ends the subscription after a few, so there the notification is shown and closed again.
 */
declare const self: ServiceWorkerGlobalScope

interface Message {
  title: string
  body: string
  lang: string
  tag: string
  at: number
  url: string
  stays: boolean
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** Only pages of our own are opened, whatever a message says. */
const isOurs = (url: unknown): url is string => isText(url) && new URL(url, self.location.origin).origin === self.location.origin

const read = (data: PushMessageData | null): Message | undefined => {
  try {
    const { title, body, lang, tag, at, url, stays } = data?.json() ?? {}
    if (![title, body, lang, tag].every(isText) || typeof at !== 'number' || !isOurs(url)) return undefined
    return { title, body, lang, tag, at, url, stays: stays === true }
  } catch {
    return undefined
  }
}

const countsEveryPush = /AppleWebKit(?!.*Chrom)/.test(self.navigator.userAgent)

/** The page of this worker: the customer's, or the board. */
const here = new URL(self.registration.scope).pathname
const openPages = async () =>
  (await self.clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(({ url }) => new URL(url).pathname === here)

const shown = 'shown'
const mostRemembered = 50

/** Whether it is newer than all that was shown of the same order. A message can come twice, or after a newer one. */
const isNews = async ({ tag, at }: Message): Promise<boolean> => {
  const cache = await caches.open(shown)
  const key = `/shown${here}?tag=${encodeURIComponent(tag)}`
  const before = Number(await (await cache.match(key))?.text())
  if (before >= at) return false
  await cache.delete(key)
  await cache.put(key, new Response(String(at)))
  const keys = await cache.keys()
  await Promise.all(keys.slice(0, -mostRemembered).map((old) => cache.delete(old)))
  return true
}

const showNews = async (message: Message) => {
  if (!(await isNews(message))) return
  const { title, body, lang, tag, url, stays } = message
  const isSeen = (await openPages()).some(({ visibilityState }) => visibilityState === 'visible')
  if (isSeen && !countsEveryPush) return
  const options = { body, lang, tag, icon: '/icon-192.png', badge: '/badge-96.png', data: url, requireInteraction: stays, silent: isSeen }
  await self.registration.showNotification(title, isSeen ? options : { ...options, ...{ renotify: true } })
  if (isSeen) for (const notification of await self.registration.getNotifications({ tag })) notification.close()
}

/** Several may come at once, and each looks at what the one before has shown. */
export const show = async (data: PushMessageData | null): Promise<void> => {
  const message = read(data)
  if (message) await navigator.locks.request(shown + here, () => showNews(message))
}

/** Brings the page to the front that is open already, or opens one. */
export const open = async (notification: Notification): Promise<void> => {
  notification.close()
  const url: unknown = notification.data
  if (!isOurs(url)) return
  const [page] = await openPages()
  if (!page) return void (await self.clients.openWindow(url))
  page.postMessage({ open: url })
  await page.focus()
}
