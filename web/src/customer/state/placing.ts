/** The order that is being placed. It is written down first, so that it is placed once, whatever becomes of the page meanwhile. */
import { signal } from '@preact/signals'
import type { Client } from '#client'
import { newRequestId } from '#client'
import type { Order, RequestPayload } from '#contract'
import { empty } from './basket.ts'
import { keep } from './orders.ts'
import { customer } from './session.ts'

type Placement = RequestPayload<'/', 'order:place'>

const key = 'placing'

const read = (): Placement | undefined => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

export const isPlacing = signal(false)

const send = async (client: Pick<Client<'/'>, 'request'>, placement: Placement): Promise<Order> => {
  isPlacing.value = true
  try {
    const { order } = await client.request('order:place', placement)
    keep(order)
    empty()
    return order
  } finally {
    isPlacing.value = false
    localStorage.removeItem(key)
  }
}

export const place = (content: Omit<Placement, 'requestId'>): Promise<Order> => {
  const placement = { ...content, requestId: newRequestId() }
  localStorage.setItem(key, JSON.stringify(placement))
  return send(customer(), placement)
}

/** Places again what the page was placing when it was closed: with the same requestId it is one order. */
export const resumePlacing = (client: Client<'/'>, onPlaced: (order: Order) => void): void => {
  const placement = read()
  if (!placement || isPlacing.value) return
  send(client, placement).then(onPlaced, () => undefined)
}

export const forgetPlacing = (): void => localStorage.removeItem(key)
