/** The orders that this role works on. */
import { computed, signal } from '@preact/signals'
import type { Client } from '#client'
import type { Order, OrderStatus } from '#contract'
import { queueOf, stepsOf } from '#order-life'
import { session } from './session.ts'

const orders = signal<ReadonlyMap<string, Order>>(new Map())

/** Stores an order, unless a newer version is stored already. */
export const storeOrder = (order: Order): void => {
  const held = orders.value.get(order.id)
  if (!held || order.version >= held.version) orders.value = new Map(orders.value).set(order.id, order)
}

const isAnotherCouriers = ({ courier }: Order) =>
  session.value?.account.role === 'courier' && courier !== undefined && courier.name !== session.value.account.name

/** Each status of this role's queue with its orders, the oldest first. */
export const columns = computed(() => {
  const role = session.value?.account.role
  if (!role) return []
  const mine = [...orders.value.values()].filter((order) => !isAnotherCouriers(order)).sort((a, b) => a.placedAt.localeCompare(b.placedAt))
  return queueOf(role).map((status) => ({ status, orders: mine.filter((order) => order.status === status) }))
})

/** Where this role may move an order of that status. */
export const stepsFrom = (status: OrderStatus): OrderStatus[] => {
  const role = session.value?.account.role
  return role ? stepsOf(role, status) : []
}

export const followQueue = (client: Client<'/staff'>): void => {
  const load = async () => {
    const listed = (await client.request('queue:list')).orders
    orders.value = new Map(listed.map((order) => [order.id, order]))
  }
  orders.value = new Map()
  client.on('stale', () => void load().catch(() => undefined))
  client.on('queue:changed', ({ order }) => storeOrder(order))
}
