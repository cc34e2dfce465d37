/** Notifications of this browser while no page is open (web push), and the service worker that shows them. */
import { type Signal, signal } from '@preact/signals'
import type { RequestData, RequestPayload } from '#contract'
import { load, remove, store } from './storage.ts'

/** The requests of a customer's connection, or of one of the staff. */
export interface PushRequests {
  key(): Promise<RequestData<'/', 'push:key'>>
  list(): Promise<RequestData<'/', 'push:list'>>
  subscribe(subscription: RequestPayload<'/', 'push:subscribe'>): Promise<unknown>
  unsubscribe(): Promise<unknown>
}

/** `unsupported`: this browser cannot, at least not in a tab. `denied`: its owner has forbidden it. */
export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

interface Options {
  /** The pages that the worker serves: the customer's and the board have one each, so that each has its own subscription. */
  scope: '/' | '/staff'
  /** Under which the endpoint is kept that the gateway knows. */
  mark: string
}

const isPossible = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

const register = (scope: string) => navigator.serviceWorker.register('/worker.js', { scope })

const toBase64Url = (bytes: ArrayBuffer | null | undefined) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? [])))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** The subscription with that key. One with another key, of before the keys were changed, would be sent nothing. */
const subscriptionOf = async ({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> => {
  const present = await pushManager.getSubscription()
  if (present && toBase64Url(present.options.applicationServerKey) !== key) await present.unsubscribe()
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

export class BrowserPush {
  readonly state: Signal<PushState>
  readonly #scope: string
  readonly #mark: string

  constructor({ scope, mark }: Options) {
    this.#scope = scope
    this.#mark = mark
    this.state = signal(this.#look())
  }

  #look(): PushState {
    if (!isPossible()) return 'unsupported'
    if (Notification.permission === 'denied') return 'denied'
    return Notification.permission === 'granted' && load(this.#mark) !== undefined ? 'on' : 'off'
  }

  /** Registers the worker, which also answers when there is no connection. */
  start(): void {
    // `npm run dev` of the pages has no worker
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
    // a browser that forbids it shows the page as before
    void register(this.#scope).catch(() => undefined)
  }

  /** Asks for the permission: call it after a click. Throws what the gateway or the browser refuses. */
  async turnOn(requests: PushRequests): Promise<void> {
    const permission = await Notification.requestPermission()
    if (permission === 'granted') await this.#subscribe(requests)
    this.state.value = this.#look()
  }

  async turnOff(requests: PushRequests): Promise<void> {
    await requests.unsubscribe()
    await this.forget()
  }

  /** At the start of a session: another account may have used this browser, and browsers change their endpoint. */
  async follow(requests: PushRequests): Promise<void> {
    const state = this.#look()
    // not read: what is read while a session starts would start it again
    this.state.value = state
    if (state !== 'on') return
    const { subscriptions } = await requests.list()
    if (subscriptions.some(({ current }) => current)) await this.#subscribe(requests)
    else await this.forget()
  }

  /** After the session: the gateway has ended the subscription, and nothing that is still under way to this browser may appear. */
  async forget(): Promise<void> {
    if (load(this.#mark) === undefined) return
    remove(this.#mark)
    this.state.value = this.#look()
    const registration = await navigator.serviceWorker.getRegistration(this.#scope)
    await (await registration?.pushManager.getSubscription())?.unsubscribe()
    for (const notification of (await registration?.getNotifications()) ?? []) notification.close()
  }

  /** Tells the gateway of the subscription if it does not know it yet. */
  async #subscribe(requests: PushRequests): Promise<void> {
    const { key } = await requests.key()
    if (key === undefined) return this.forget()
    await register(this.#scope)
    const registration = await navigator.serviceWorker.ready
    const subscription = await subscriptionOf(registration, key)
    if (subscription.endpoint === load(this.#mark)) return
    const { p256dh = '', auth = '' } = subscription.toJSON().keys ?? {}
    await requests.subscribe({ endpoint: subscription.endpoint, keys: { p256dh, auth } })
    store(this.#mark, subscription.endpoint)
  }
}
