/** The orders that this page has seen, each in its newest version, and where their couriers are. */
import { computed, signal } from '@preact/signals'
import type { Client } from '#client'
import type { Location, Order } from '#contract'
import { finalStatuses } from '#order-life'
import { customer } from './session.ts'

export interface Ride {
  /** Where the courier was, from the first place that was told. */
  trail: readonly Location[]
  heading?: number | undefined
}

export const orders = signal<ReadonlyMap<string, Order>>(new Map())
export const rides = signal<ReadonlyMap<string, Ride>>(new Map())

export const isOver = ({ status }: Pick<Order, 'status'>): boolean => finalStatuses.includes(status)
export const live = computed(() =>
  [...orders.value.values()].filter((order) => !isOver(order)).sort((a, b) => b.placedAt.localeCompare(a.placedAt)),
)

/** Takes an order in, unless a newer version is here already. */
export const keep = (order: Order): void => {
  const held = orders.value.get(order.id)
  if (!held || order.version >= held.version) orders.value = new Map(orders.value).set(order.id, order)
}

const asking = new Map<string, boolean>()

/** Loads an order; while it is under way, however often it is asked, once more afterwards. */
export const refresh = async (orderId: string): Promise<void> => {
  if (asking.has(orderId)) {
    asking.set(orderId, true)
    return
  }
  asking.set(orderId, false)
  try {
    keep((await customer().request('order:get', { orderId })).order)
  } finally {
    const again = asking.get(orderId)
    asking.delete(orderId)
    if (again) await refresh(orderId)
  }
}

const refreshInBackground = (orderId: string) => void refresh(orderId).catch(() => undefined)

const ride = (orderId: string, location: Location, heading?: number) => {
  const trail = [...(rides.value.get(orderId)?.trail ?? []), location]
  rides.value = new Map(rides.value).set(orderId, { trail, heading })
}

/** A fresh state: what was under way may have ended meanwhile. */
const reload = async (client: Client<'/'>) => {
  const before = live.value
  const { orders: pending } = await client.request('order:pending')
  pending.forEach(keep)
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
  client.on('order:eta_changed', ({ data: { orderId, eta, version } }) => {
    const held = orders.value.get(orderId)
    if (held && held.version <= version) keep({ ...held, eta, version })
  })
  client.on('payment:status_changed', ({ data: { orderId } }) => refreshInBackground(orderId))
  client.on('courier:location_changed', ({ orderId, location, heading }) => ride(orderId, location, heading))
}
