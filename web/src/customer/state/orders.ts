/** The orders that this page knows, each in its newest version, and the positions of their couriers. */
import { computed, signal } from '@preact/signals'
import type { Client } from '#client'
import type { Location, Order } from '#contract'
import { finalStatuses } from '#order-life'
import { customer } from './session.ts'

export interface Ride {
  /** The courier's positions, the first that we received first. */
  trail: readonly Location[]
  /** When the courier was at the last of them. Undefined: no position is known. */
  at?: string | undefined
  heading?: number | undefined
}

export const orders = signal<ReadonlyMap<string, Order>>(new Map())
export const rides = signal<ReadonlyMap<string, Ride>>(new Map())

export const isOver = ({ status }: Pick<Order, 'status'>): boolean => finalStatuses.includes(status)
export const live = computed(() =>
  [...orders.value.values()].filter((order) => !isOver(order)).sort((a, b) => b.placedAt.localeCompare(a.placedAt)),
)

/** Another courier is elsewhere. */
const forgetRide = (orderId: string) => {
  const others = new Map(rides.value)
  others.delete(orderId)
  rides.value = others
}

/** Stores an order, unless a newer version is stored already. */
export const storeOrder = (order: Order): void => {
  const held = orders.value.get(order.id)
  if (held && order.version < held.version) return
  if (held && held.courier?.name !== order.courier?.name) forgetRide(order.id)
  orders.value = new Map(orders.value).set(order.id, order)
}

/** Orders that are being loaded, and whether to load them again afterwards. */
const loading = new Map<string, boolean>()

/** Loads an order. Calls during the load lead to one more load after it. */
export const refresh = async (orderId: string): Promise<void> => {
  if (loading.has(orderId)) {
    loading.set(orderId, true)
    return
  }
  loading.set(orderId, false)
  try {
    storeOrder((await customer().request('order:get', { orderId })).order)
  } finally {
    const again = loading.get(orderId)
    loading.delete(orderId)
    if (again) await refresh(orderId)
  }
}

const refreshInBackground = (orderId: string) => void refresh(orderId).catch(() => undefined)

/** The ride of an order that is on its way: as this page has followed it, or the position that the gateway knew before. */
export const rideOf = ({ id, status, courier }: Order): Ride => {
  if (status !== 'in_transit') return { trail: [] }
  return rides.value.get(id) ?? (courier?.location ? { trail: [courier.location], at: courier.locatedAt } : { trail: [] })
}

const addPosition = (orderId: string, location: Location, at: string, heading?: number) => {
  const order = orders.value.get(orderId)
  const { trail } = order ? rideOf(order) : { trail: [] }
  rides.value = new Map(rides.value).set(orderId, { trail: [...trail, location], at, heading })
}

/** Loads the orders in progress, and those that were and may have ended in the meantime. */
const reload = async (client: Client<'/'>) => {
  const before = live.value
  const pending: Order[] = []
  for await (const page of client.pages('order:pending')) pending.push(...page.orders)
  pending.forEach(storeOrder)
  for (const { id } of before) if (!pending.some((order) => order.id === id)) refreshInBackground(id)
}

export const followOrders = (client: Client<'/'>): void => {
  orders.value = new Map()
  rides.value = new Map()
  client.on('stale', () => void reload(client).catch(() => undefined))
  client.on('order:status_changed', ({ data: { order } }) => {
    const held = orders.value.get(order.id)
    if (!held || held.version < order.version) refreshInBackground(order.id)
  })
  client.on('order:eta_changed', ({ data: { orderId, eta, version, cause } }) => {
    const held = orders.value.get(orderId)
    if (!held || held.version > version) return
    storeOrder({ ...held, eta, version })
    // by how many minutes, only the order says
    if (cause === 'kitchen') refreshInBackground(orderId)
  })
  client.on('order:adjusted', ({ data: { orderId } }) => refreshInBackground(orderId))
  client.on('payment:status_changed', ({ data: { orderId } }) => refreshInBackground(orderId))
  client.on('courier:location_changed', ({ orderId, location, at, heading }) => addPosition(orderId, location, at, heading))
}
