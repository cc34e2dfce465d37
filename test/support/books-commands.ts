/** Commands that run against the reference model and, over sockets, against the gateway. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Order, type OrderStatus, orderStatuses, type PaymentMethod, type Restock, type StaffRole } from '../../src/contract/index.ts'
import { amending } from './books-amending.ts'
import { at, type Command, command, customerOf, hasOrders, type Node, outcome, refundsArrive } from './books-command.ts'
import { dashboard } from './books-dashboard.ts'
import * as model from './books-model.ts'
import type { Client } from './client.ts'
import { placement } from './orders.ts'
import { payAtBank, paymentMethods, promotionCode, runOutOfTime, sendBankWebhook, waitInVain } from './shop.ts'
import { until } from './until.ts'

const total = ({ first }: model.BookedOrder) => first.total.amount

const book = (order: Order, customer: number, request: { requestId: string }, line: model.Line): model.BookedOrder => {
  const { id, method } = order.payment
  const isDoor = method === 'cash' || method === 'pos'
  const current: model.Attempt = {
    id,
    method,
    status: isDoor ? 'requires_capture' : 'requires_action',
    pending: [],
    amount: order.total.amount,
    back: 0,
    disputes: [],
  }
  const status: OrderStatus = isDoor ? 'placed' : 'awaiting_payment'
  // opening the payment at the service makes the second version
  const version = isDoor ? 1 : 2
  return {
    first: order,
    customer,
    request,
    needs: model.needsOf(line.dish, line.left),
    lines: [line],
    offer: undefined,
    timeline: [status],
    status,
    version,
    hasCourier: false,
    lastStep: undefined,
    attempts: [current],
    current,
    adjusted: 0,
    adjustments: 0,
  }
}

const quote = (customer: number, dishAt: number, portions: number, node: Node) =>
  command(`quote(${customer}, dish ${dishAt}, ${portions}, node ${node})`, async (books, { shop }) => {
    const dish = at(books.dishes, dishAt)
    const { requestId, note, acceptDietaryConflicts, ...content } = placement(dish.id, {
      items: [{ productId: dish.id, quantity: portions }],
    })
    // the other node may have changed the stock a moment ago
    await until(async () => {
      const told = await at(shop.customers, customer).clients[node].request('order:quote', content)
      expect(told.subtotal.amount).to.equal(dish.price * portions)
      const shortages = told.shortages.map(({ ingredient, possible }) => ({ ingredient: ingredient.id, possible }))
      return expect(shortages).to.have.deep.members(model.shortagesOf(books, dish, portions))
    }, 'the quote knows the stock')
  })

interface Wish {
  paymentMethod: PaymentMethod
  /** Percent of the dishes. */
  tip: number
  hasCode: boolean
}

const place = (customer: number, dishAt: number, portions: number, { paymentMethod, tip, hasCode }: Wish, node: Node) =>
  command(
    `place(${customer}, dish ${dishAt}, ${portions}, ${paymentMethod}, tip ${tip} %, ${hasCode}, node ${node})`,
    async (books, { shop }) => {
      const dish = at(books.dishes, dishAt)
      const tipped = Math.floor((dish.price * portions * tip) / 100)
      const request = placement(dish.id, {
        items: [{ productId: dish.id, quantity: portions }],
        paymentMethod,
        tip: { amount: tipped, currency: 'EUR' },
        ...(hasCode && { promotionCode }),
      })
      const needs = model.needsOf(dish, portions)
      const told = await outcome(at(shop.customers, customer).clients[node].request('order:place', request))
      if (!model.isEnough(books, needs)) {
        expect(told).to.equal('insufficient_stock')
        return
      }
      if (typeof told === 'string') throw new Error(`refused with ${told}`)
      model.reserve(books, needs)
      books.orders.push(book(told.order, customer, request, { dish, left: portions }))
      const { subtotal, discount, deliveryFee, total: asked } = told.order
      expect(discount.amount).to.equal(hasCode ? Math.round((dish.price * portions) / 10) : 0)
      expect(asked.amount).to.equal(subtotal.amount - discount.amount + deliveryFee.amount + tipped)
      expect(told.order.status).to.equal(books.orders.at(-1)?.status)
    },
  )

const placeAgain = (n: number, node: Node) =>
  command(
    `placeAgain(order ${n}, node ${node})`,
    async ({ orders }, world) => {
      const order = at(orders, n)
      const request = order.request as ReturnType<typeof placement>
      expect(await customerOf(world, order, node).request('order:place', request)).to.deep.equal({ order: order.first })
    },
    hasOrders,
  )

const cancel = (n: number, node: Node) =>
  command(
    `cancel(order ${n}, node ${node})`,
    async (books, world) => {
      const order = at(books.orders, n)
      const request = { requestId: randomUUID(), orderId: order.first.id, reason: 'other' } as const
      const told = await outcome(customerOf(world, order, node).request('order:cancel', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.cancel(books, order))
    },
    hasOrders,
  )

const advance = (n: number, role: StaffRole, to: OrderStatus, node: Node) =>
  command(
    `advance(order ${n}, ${role}, ${to}, node ${node})`,
    async (books, { shop }) => {
      const order = at(books.orders, n)
      // the kitchen has to say why
      const request = { requestId: randomUUID(), orderId: order.first.id, to, ...(to === 'rejected' && { reason: 'The oven is broken' }) }
      const told = await outcome(shop.staff[role][node].request('order:advance', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.advance(books, order, role, to))
    },
    hasOrders,
  )

const undo = (n: number, role: StaffRole, node: Node) =>
  command(
    `undo(order ${n}, ${role}, node ${node})`,
    async (books, { shop }) => {
      const order = at(books.orders, n)
      const told = await outcome(shop.staff[role][node].request('order:undo', { requestId: randomUUID(), orderId: order.first.id }))
      // a slow machine may take longer than the time to undo
      if (told === 'undo_expired') return
      expect(typeof told === 'string' ? told : undefined).to.equal(model.undo(books, order, role))
    },
    hasOrders,
  )

const turns: Partial<Record<OrderStatus, readonly [StaffRole, OrderStatus]>> = {
  placed: ['warehouse', 'confirmed'],
  confirmed: ['kitchen', 'in_preparation'],
  in_preparation: ['kitchen', 'ready_for_pickup'],
  ready_for_pickup: ['courier', 'in_transit'],
  in_transit: ['courier', 'delivered'],
}

/** Advances an order by some valid steps, so that some orders are delivered. */
const proceed = (n: number, steps: number, node: Node) =>
  command(
    `proceed(order ${n}, ${steps} steps, node ${node})`,
    async (books, world) => {
      for (let step = 0; step < steps; step += 1) {
        const [role, to] = turns[at(books.orders, n).status] ?? []
        if (role === undefined || to === undefined) return
        if (to === 'delivered') await collect(n, 'courier', node).run(books, world)
        await advance(n, role, to, node).run(books, world)
      }
    },
    hasOrders,
  )

const assign = (n: number, node: Node) =>
  command(
    `assign(order ${n}, node ${node})`,
    async ({ orders }, { shop }) => {
      const order = at(orders, n)
      const told = await outcome(shop.staff.courier[node].request('order:assign', { requestId: randomUUID(), orderId: order.first.id }))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.assign(order))
    },
    hasOrders,
  )

const unassign = (n: number, role: 'courier' | 'manager', node: Node) =>
  command(
    `unassign(order ${n}, ${role}, node ${node})`,
    async ({ orders }, { shop }) => {
      const order = at(orders, n)
      const told = await outcome(shop.staff[role][node].request('order:unassign', { requestId: randomUUID(), orderId: order.first.id }))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.unassign(order, role))
    },
    hasOrders,
  )

const collect = (n: number, role: 'courier' | 'manager', node: Node) =>
  command(
    `collect(order ${n}, ${role}, node ${node})`,
    async ({ orders }, { shop }) => {
      const order = at(orders, n)
      const request = { requestId: randomUUID(), orderId: order.first.id, amount: { ...order.first.total, amount: order.current.amount } }
      const told = await outcome(shop.staff[role][node].request('payment:collect', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.collect(order, role))
    },
    hasOrders,
  )

/** A share of the price, or all that is left of it. */
const refund = (n: number, percent: number | 'all', node: Node) =>
  command(
    `refund(order ${n}, ${percent} %, node ${node})`,
    async ({ orders }, world) => {
      const order = at(orders, n)
      const amount = percent === 'all' ? 'all' : Math.max(1, Math.floor((total(order) * percent) / 100))
      const asked = amount === 'all' ? { all: true as const } : { amount: { amount, currency: 'EUR' } }
      const request = { requestId: randomUUID(), orderId: order.first.id, reason: 'The soup was cold', ...asked }
      const told = await outcome(world.shop.staff.manager[node].request('order:refund', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(model.refund(order, amount))
      await refundsArrive(world, order.current)
    },
    hasOrders,
  )

const retry = (n: number, method: PaymentMethod, node: Node) =>
  command(
    `retry(order ${n}, ${method}, node ${node})`,
    async ({ orders }, world) => {
      const order = at(orders, n)
      const told = await outcome(
        customerOf(world, order, node).request('payment:retry', { requestId: randomUUID(), orderId: order.first.id, method }),
      )
      if (order.status !== 'awaiting_payment') expect(told).to.equal('payment_not_awaited')
      else if (typeof told === 'string') throw new Error(`refused with ${told}`)
      else model.retry(order, told.order.payment.id, method)
    },
    hasOrders,
  )

/** Webhooks about an attempt: each several times, in any order, at any node. */
const webhooks = (n: number, attemptAt: number, words: readonly { news: model.PaymentNews; times: number; node: Node }[]) =>
  command(
    `webhooks(order ${n}, attempt ${attemptAt}, ${words.map(({ news, times, node }) => `${times} × ${news} at ${node}`).join(', ')})`,
    async ({ orders }, { nodes }) => {
      const order = at(orders, n)
      const attempt = at(order.attempts, attemptAt)
      if (attempt.status === 'requires_capture' || attempt.method === 'cash') return
      for (const { news, times, node } of words) {
        if (news !== 'processing') await payAtBank(nodes, attempt.id, news)
        const [books] = await nodes[0].database.query<{ status: string }>('select status from sandbox.payments where payment_id = $1', [
          attempt.id,
        ])
        // the bank reports success only of a payment that succeeded
        if (news === 'succeeded' && books?.status !== 'succeeded') continue
        const event = randomUUID()
        for (let time = 0; time < times; time += 1)
          expect(await sendBankWebhook(nodes[(node + time) % 2 === 0 ? 0 : 1], attempt.id, news, total(order), event)).to.equal(200)
        model.hear(order, attempt, news)
      }
    },
    hasOrders,
  )

const expire = (n: number) =>
  command(
    `expire(order ${n})`,
    async (books, { nodes }) => {
      const order = at(books.orders, n)
      await runOutOfTime(nodes, order.first.id)
      model.expire(books, order)
    },
    hasOrders,
  )

const abandon = (n: number) =>
  command(
    `abandon(order ${n})`,
    async (books, { nodes }) => {
      const order = at(books.orders, n)
      await waitInVain(nodes, order.first.id)
      model.abandon(books, order)
    },
    hasOrders,
  )

const restock = (shelfAt: number, quantity: number, node: Node) =>
  command(`restock(shelf ${shelfAt}, ${quantity}, node ${node})`, async (books, { shop }) => {
    const shelf = at(books.shelves, shelfAt)
    await shop.staff.warehouse[node].request('stock:receive', { requestId: randomUUID(), ingredientId: shelf.id, quantity })
    model.receive(shelf, quantity)
  })

const count = (shelfAt: number, onHand: number, node: Node) =>
  command(`count(shelf ${shelfAt}, ${onHand}, node ${node})`, async (books, { shop }) => {
    const shelf = at(books.shelves, shelfAt)
    const request = { requestId: randomUUID(), ingredientId: shelf.id, onHand, reason: 'count' } as const
    const { stock } = await shop.staff.warehouse[node].request('stock:adjust', request)
    model.adjust(shelf, onHand)
    expect(stock).to.include({ onHand, reserved: shelf.reserved, requested: model.requestedOf(shelf) })
  })

const openRestocks = async (member: Client<'/staff'>, cursor?: string): Promise<Restock[]> => {
  const { restocks, nextCursor } = await member.request('restock:list', { cursor, limit: 100 })
  return nextCursor === undefined ? restocks : [...restocks, ...(await openRestocks(member, nextCursor))]
}

const cancelRestock = (shelfAt: number, n: number, node: Node) =>
  command(`cancelRestock(shelf ${shelfAt}, ${n}, node ${node})`, async (books, { shop }) => {
    const shelf = at(books.shelves, shelfAt)
    const open = (await openRestocks(shop.staff.warehouse[node])).filter(({ ingredient: { id } }) => id === shelf.id)
    expect(open.map(({ quantity, received }) => ({ quantity, received }))).to.deep.equal(shelf.restocks)
    if (open.length === 0) return
    await shop.staff.warehouse[node].request('restock:cancel', { requestId: randomUUID(), restockId: at(open, n).id })
    shelf.restocks.splice(n % open.length, 1)
  })

const node = fc.constantFrom<Node>(0, 1)
const order = fc.nat(7)
const customer = fc.nat(1)
const portions = fc.integer({ min: 1, max: 5 })
const role = fc.constantFrom<StaffRole>('warehouse', 'kitchen', 'courier', 'manager')
const carrier = fc.constantFrom<'courier' | 'manager'>('courier', 'manager')
const method = fc.constantFrom(...paymentMethods)
const word = fc.record({
  news: fc.constantFrom<model.PaymentNews>('processing', 'failed', 'succeeded', 'succeeded'),
  times: fc.integer({ min: 1, max: 3 }),
  node,
})

const wish = fc.record({ paymentMethod: method, tip: fc.constantFrom(0, 0, 7), hasCode: fc.boolean() })

const placing = fc.tuple(customer, fc.nat(3), portions, wish, node).map((args) => place(...args))
const proceeding = fc.tuple(order, fc.integer({ min: 1, max: 6 }), node).map((args) => proceed(...args))
const paying = fc.tuple(order, fc.nat(2), fc.array(word, { minLength: 1, maxLength: 3 })).map((args) => webhooks(...args))

/** A command that appears several times is chosen more often. */
export const anything: fc.Arbitrary<Command>[] = [
  placing,
  placing,
  placing,
  placing,
  proceeding,
  proceeding,
  paying,
  paying,
  fc.tuple(customer, fc.nat(3), portions, node).map((args) => quote(...args)),
  fc.tuple(order, node).map((args) => placeAgain(...args)),
  fc.tuple(order, node).map((args) => cancel(...args)),
  fc.tuple(order, role, fc.constantFrom(...orderStatuses), node).map((args) => advance(...args)),
  fc.tuple(order, role, node).map((args) => undo(...args)),
  fc.tuple(order, role, node).map((args) => undo(...args)),
  fc.tuple(order, node).map((args) => assign(...args)),
  fc.tuple(order, carrier, node).map((args) => unassign(...args)),
  fc.tuple(order, carrier, node).map((args) => collect(...args)),
  fc.tuple(order, method, node).map((args) => retry(...args)),
  fc.tuple(order, fc.constantFrom<number | 'all'>(10, 40, 70, 'all'), node).map((args) => refund(...args)),
  ...amending,
  ...dashboard,
  order.map(expire),
  order.map(abandon),
  fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 12 }), node).map((args) => restock(...args)),
  fc.tuple(fc.nat(2), fc.nat(20), node).map((args) => count(...args)),
  fc.tuple(fc.nat(2), fc.nat(2), node).map((args) => cancelRestock(...args)),
]
