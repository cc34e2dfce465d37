/** The orders that this role works on, as the gateway tells them. */
import { batch, signal } from '@preact/signals'
import type { Client } from '#client'
import type { OrderStatus, QueueOrder } from '#contract'
import { queueOf, stepsOf } from '#order-life'
import { serverNow } from '../../ui/now.ts'
import { session } from './session.ts'

/** Every order that was heard of since the last load, also those that have left the queue. */
export const orders = signal<ReadonlyMap<string, QueueOrder>>(new Map())
/** True after the first load. */
export const isLoaded = signal(false)
/** True while there are more orders for later than were loaded. */
export const hasMoreForLater = signal(false)

export const roleNow = () => session.value?.account.role

/** Whether this member of staff has something to do with the order now. */
export const isInQueue = ({ status, courier }: QueueOrder): boolean => {
  const role = roleNow()
  if (!role || !queueOf(role).includes(status)) return false
  return role !== 'courier' || !courier || courier.isYou
}

type Listener = (order: QueueOrder, before: QueueOrder | undefined) => void
const listeners = new Set<Listener>()
/** The listener gets every order that is new or has changed, but none of the first load. */
export const onStored = (listener: Listener): void => void listeners.add(listener)

const notify: Listener = (order, before) => {
  for (const listener of listeners) listener(order, before)
}

/** What was heard of since the latest load began: it may be newer than what is being loaded. */
let heard: QueueOrder[] = []

/** Stores an order, unless a newer version is stored already. */
export const storeOrder = (order: QueueOrder): void => {
  heard.push(order)
  const before = orders.peek().get(order.id)
  if (!isLoaded.peek() || (before && order.version < before.version)) return
  orders.value = new Map(orders.peek()).set(order.id, order)
  notify(order, before)
}

/** Where this role may move an order of that status. */
export const stepsFrom = (status: OrderStatus): OrderStatus[] => {
  const role = roleNow()
  return role ? stepsOf(role, status) : []
}

/** Orders for a time that the customer chose are loaded until this long before their work begins; the others when they are asked for. */
const aheadMs = 12 * 3_600_000
/** What was loaded for later grows old. */
const reloadEveryMs = 3_600_000

type Pages = ReturnType<typeof pagesForLater>
const pagesForLater = (client: Client<'/staff'>) => client.pages('queue:list', { scheduled: true })
let later: Pages | undefined

/** Reads one page of the orders for later. Returns its orders. */
const nextForLater = async (pages: Pages): Promise<readonly QueueOrder[]> => {
  const { value, done } = await pages.next()
  if (pages === later) hasMoreForLater.value = !done && value.nextCursor !== undefined
  return done ? [] : value.orders
}

export const showMoreForLater = async (): Promise<void> => {
  if (later) for (const order of await nextForLater(later)) storeOrder(order)
}

const listAll = async (client: Client<'/staff'>): Promise<QueueOrder[]> => {
  const listed: QueueOrder[] = []
  for await (const page of client.pages('queue:list', { scheduled: false })) listed.push(...page.orders)
  const pages = pagesForLater(client)
  later = pages
  const horizon = serverNow() + aheadMs
  for (let page = await nextForLater(pages); page.length > 0; page = await nextForLater(pages)) {
    listed.push(...page)
    if (!hasMoreForLater.peek() || page.some(({ workBeginsAt }) => Date.parse(workBeginsAt) > horizon)) break
  }
  return listed
}

/** Of each order the newest version. */
const newestOf = (some: readonly QueueOrder[]) => {
  const newest = new Map<string, QueueOrder>()
  for (const order of some) if (order.version >= (newest.get(order.id)?.version ?? 0)) newest.set(order.id, order)
  return newest
}

const replaceAll = (fresh: ReadonlyMap<string, QueueOrder>) => {
  const before = orders.peek()
  const isFirst = !isLoaded.peek()
  batch(() => {
    orders.value = fresh
    isLoaded.value = true
  })
  if (isFirst) return
  for (const order of fresh.values()) if (order.version !== before.get(order.id)?.version) notify(order, before.get(order.id))
}

/** Returns a function that stops following. */
export const followQueue = (client: Client<'/staff'>): (() => void) => {
  let loads = 0
  const load = async () => {
    loads += 1
    const thisLoad = loads
    heard = []
    const listed = await listAll(client)
    if (thisLoad === loads) replaceAll(newestOf([...listed, ...heard]))
  }
  const reload = () => void load().catch(() => undefined)
  orders.value = new Map()
  isLoaded.value = false
  client.on('stale', reload)
  client.on('queue:changed', ({ order }) => storeOrder(order))
  const timer = setInterval(reload, reloadEveryMs)
  return () => clearInterval(timer)
}
