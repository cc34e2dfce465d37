/** The order that the link shows, kept up to date. */
import { signal } from '@preact/signals'
import { type ConnectionState, connect } from '#client'
import type { Location, TrackedOrder } from '#contract'
import { setServerTime } from '../ui/now.ts'

export const connection = signal<ConnectionState>({ status: 'connecting' })
export const order = signal<TrackedOrder | undefined>(undefined)
export const ride = signal<{ trail: readonly Location[]; at?: string }>({ trail: [] })

const move = (location: Location, at: string) => {
  ride.value = { trail: [...ride.value.trail, location], at }
}

export const follow = (token: string): void => {
  const client = connect({ namespace: '/track', token })
  client.on('state', (state) => {
    connection.value = state
  })
  client.on('order:tracked', ({ order: whole, time }) => {
    setServerTime(time)
    order.value = whole
    if (whole.status !== 'in_transit') ride.value = { trail: [] }
    if (whole.courier) move(whole.courier.location, whole.courier.locatedAt)
  })
  client.on('order:status_changed', ({ version, status, at, eta }) => {
    if (!order.value) return
    // sharing itself is a change that repeats the status
    const timeline = status === order.value.status ? order.value.timeline : [...order.value.timeline, { status, at }]
    order.value = { ...order.value, version, status, eta, timeline }
    if (status !== 'in_transit') ride.value = { trail: [] }
  })
  client.on('order:eta_changed', ({ version, eta }) => {
    if (order.value) order.value = { ...order.value, version, eta }
  })
  client.on('courier:location_changed', ({ location, at }) => move(location, at))
}
