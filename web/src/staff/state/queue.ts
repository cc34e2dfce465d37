/** The orders that this role works on. */
import { computed, signal } from '@preact/signals'
import type { Client } from '#client'
import type { OrderStatus, QueueOrder } from '#contract'
import { queueOf, stepsOf } from '#order-life'
import { session } from './session.ts'

const orders = signal<ReadonlyMap<string, QueueOrder>>(new Map())

/** Stores an order, unless a newer version is stored already. */
export const storeOrder = (order: QueueOrder): void => {
  const held = orders.value.get(order.id)
  if (!held || order.version >= held.version) orders.value = new Map(orders.value).set(order.id, order)
}

const isAnotherCouriers = ({ courier }: QueueOrder) => session.value?.account.role === 'courier' && courier !== undefined && !courier.isYou

/** Each status of this role's queue with its orders, in the order in which work must begin. */
export const columns = computed(() => {
  const role = session.value?.account.role
  if (!role) return []
  const mine = [...orders.value.values()]
    .filter((order) => !isAnotherCouriers(order))
    .sort((a, b) => a.workBeginsAt.localeCompare(b.workBeginsAt))
  return queueOf(role).map((status) => ({ status, orders: mine.filter((order) => order.status === status) }))
})

/** Where this role may move an order of that status. */
export const stepsFrom = (status: OrderStatus): OrderStatus[] => {
  const role = session.value?.account.role
  return role ? stepsOf(role, status) : []
}

export const followQueue = (client: Client<'/staff'>): void => {
  let loads = 0
  /** What was pushed since the latest load began. */
  let pushed: QueueOrder[] = []
  const load = async () => {
    loads += 1
    const thisLoad = loads
    pushed = []
    const listed = new Map<string, QueueOrder>()
    for await (const page of client.pages('queue:list')) for (const order of page.orders) listed.set(order.id, order)
    if (thisLoad !== loads) return
    orders.value = listed
    pushed.forEach(storeOrder)
  }
  orders.value = new Map()
  client.on('stale', () => void load().catch(() => undefined))
  client.on('queue:changed', ({ order }) => {
    pushed.push(order)
    storeOrder(order)
  })
}
