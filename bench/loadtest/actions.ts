/** The actions of customers. */
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import {
  menuGet,
  menuList,
  type Order,
  orderCancel,
  orderGet,
  orderList,
  orderPending,
  orderPlace,
  orderQuote,
  type PaymentMethod,
} from '../../src/contract/index.ts'
import type { Customer } from './customer.ts'
import type { Load } from './load.ts'
import type { ActionName } from './mix.ts'
import { payAtSandbox } from './sandbox.ts'
import { Refused } from './wire.ts'

type Action = (customer: Customer, load: Load) => Promise<unknown>
type Placement = z.input<typeof orderPlace.input>

const upTo = (most: number) => 1 + Math.floor(Math.random() * most)

const anyOf = <Value>(values: readonly Value[]): Value => {
  const value = values[Math.floor(Math.random() * values.length)]
  if (value === undefined) throw new Error('an empty list has no value to choose')
  return value
}

const somewhere = () => ({
  address: `Hlavná ${upTo(200)}, Bratislava`,
  location: { lat: 48.12 + Math.random() * 0.06, lng: 17.07 + Math.random() * 0.08 },
})

const content = ({ dishes }: Load, paymentMethod: PaymentMethod) => ({
  items: Array.from({ length: upTo(3) }, () => ({ productId: anyOf(dishes).id, quantity: upTo(2) })),
  delivery: somewhere(),
  paymentMethod,
})

const newOrder = (load: Load, paymentMethod: PaymentMethod): Placement => ({
  requestId: load.newRequestId(),
  ...content(load, paymentMethod),
})

const place = async ({ line, ledger }: Customer, load: Load, placement: Placement): Promise<Order> => {
  load.checks.count('placed')
  const { order } = await line.request(orderPlace, placement)
  load.recorder.count('orders')
  ledger.place(placement.requestId, order)
  return order
}

/** Lists a category, a search or the first page of the menu, and then looks at one dish. */
const browse: Action = async ({ line }, { dishes }) => {
  const { categoryId, id, name } = anyOf(dishes)
  await line.request(menuList, anyOf([{ categoryId }, { search: name.split(' ')[0] ?? name }, { limit: 10 }]))
  await line.request(menuGet, { productId: id })
}

const quote: Action = ({ line }, load) => line.request(orderQuote, content(load, 'cash'))

const cash: Action = (customer, load) => place(customer, load, newOrder(load, 'cash'))

const qr: Action = async (customer, load) => {
  if (!load.sandbox) return cash(customer, load)
  try {
    await payAtSandbox(load, await place(customer, load, newOrder(load, 'qr')))
  } catch (error) {
    if (!(error instanceof Refused && error.failure.reason === 'payment_method_not_available')) throw error
    load.sandbox = false
  }
}

const orders: Action = ({ line, ledger }) => {
  const orderId = ledger.latest()
  if (orderId !== undefined && Math.random() < 0.5) return line.request(orderGet, { orderId })
  return Math.random() < 0.5 ? line.request(orderPending, {}) : line.request(orderList, { limit: 10 })
}

/** Nothing is requested, so nothing is due any more. */
const watch: Action = async ({ line }) => line.dueAt(undefined)

/** Sends the same order twice at once: it must be one order, with equal answers. */
const repeat: Action = async (customer, load) => {
  const placement = newOrder(load, 'cash')
  const again = customer.line.request(orderPlace, placement)
  const [first, second] = await Promise.allSettled([place(customer, load, placement), again])
  if (first.status === 'rejected') throw first.reason
  if (second.status === 'rejected') throw second.reason
  load.checks.count('repeated')
  if (!isDeepStrictEqual(first.value, second.value.order))
    load.checks.fail(
      'repeated',
      `${customer.who}: ${placement.requestId} was answered with ${JSON.stringify([first.value, second.value.order])}`,
    )
}

/** Cancels an order right after placing it; the warehouse may be faster. */
const cancel: Action = async (customer, load) => {
  const { id: orderId } = await place(customer, load, newOrder(load, 'cash'))
  await customer.line.request(orderCancel, { requestId: load.newRequestId(), orderId, reason: 'changed_my_mind' })
}

/** Loses the connection while placing an order, reconnects and sends it again. */
const cut: Action = async (customer, load) => {
  const placing = place(customer, load, newOrder(load, 'cash'))
  await Promise.all([placing, customer.line.leave()])
}

const reconnect: Action = async ({ line }, load) => {
  await line.leave()
  await load.pause(Math.random() * 3)
  await line.open()
}

export const actions: Readonly<Record<ActionName, Action>> = { browse, quote, cash, qr, orders, watch, repeat, cancel, cut, reconnect }
