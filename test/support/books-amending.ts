/** The kitchen changes orders, and offers something else: what the model says of it, and the commands. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import type { StaffRole } from '../../src/contract/index.ts'
import { expireSubstitutions } from '../../src/orders/expire-substitutions.ts'
import { at, type Command, command, customerOf, hasOrders, type Node, outcome, pick, refundsArrive, type World } from './books-command.ts'
import * as model from './books-model.ts'
import { until } from './until.ts'

const statusesOf: Partial<Record<StaffRole, readonly string[]>> = {
  kitchen: ['confirmed', 'in_preparation', 'ready_for_pickup'],
  manager: ['placed', 'confirmed', 'in_preparation', 'ready_for_pickup'],
}

const portionsOf = ({ lines }: model.BookedOrder) => lines.reduce((sum, { left }) => sum + left, 0)

/** What the lines need now; what they held and no longer need is free. */
const followLines = (books: model.Books, order: model.BookedOrder) => {
  const held = model.holding.includes(order.status)
  for (const [shelf, quantity] of held ? order.needs : []) model.shelfOf(books, shelf).reserved -= quantity
  const needs = new Map<number, number>()
  for (const { dish, left } of order.lines)
    for (const [shelf, quantity] of model.needsOf(dish, left)) if (left > 0) needs.set(shelf, (needs.get(shelf) ?? 0) + quantity)
  order.needs = [...needs]
  for (const [shelf, quantity] of held ? order.needs : []) model.shelfOf(books, shelf).reserved += quantity
  order.version += 1
  order.lastStep = undefined
}

interface Change {
  line: number
  quantity: number
  substitute: model.Line | undefined
}

const refusalOf = (books: model.Books, order: model.BookedOrder, role: StaffRole, change: Change): string | undefined => {
  if (!statusesOf[role]?.includes(order.status)) return 'cannot_amend_order'
  const left = order.lines[change.line]?.left ?? 0
  if (left === 0) return 'line_not_found'
  if (left < change.quantity) return 'line_quantity_too_large'
  if (!change.substitute) return portionsOf(order) === change.quantity ? 'nothing_left' : undefined
  if (order.status === 'ready_for_pickup') return 'cannot_amend_order'
  if (order.offer && order.offer.line !== change.line) return 'substitution_open'
  const needs = model.needsOf(change.substitute.dish, change.substitute.left)
  // what the open offer of this line holds is free for the new one
  const held = new Map(model.offeredNeeds(order))
  const isThere = needs.every(([at, quantity]) => {
    const { onHand, reserved } = model.shelfOf(books, at)
    return onHand - reserved + (held.get(at) ?? 0) >= quantity
  })
  return isThere ? undefined : 'insufficient_stock'
}

/**
 * What the order now costs less, if that is an adjustment: what was refunded before is not given back again. The model leaves the rounding to the
 * gateway, but not what is possible.
 */
const readLowered = async (world: World, order: model.BookedOrder, node: Node): Promise<number | undefined> => {
  const { order: now } = await customerOf(world, order, node).request('order:get', { orderId: order.first.id })
  const less = order.first.total.amount - order.adjusted - now.netTotal.amount
  expect(less, 'an order does not cost more').to.be.within(0, Math.max(0, model.refundable(order)))
  if (now.adjustments.length > order.adjustments) return less
  expect(less, 'without an adjustment').to.equal(0)
  return undefined
}

/** A plain order, whose portions cost what is on the menu. */
const isPlain = ({ first, adjusted, current, lines }: model.BookedOrder) =>
  first.discount.amount === 0 && adjusted === 0 && current.back === 0 && current.disputes.length === 0 && lines.length === 1

const takeOut = async (books: model.Books, world: World, order: model.BookedOrder, { line, quantity }: Change, node: Node) => {
  const less = await readLowered(world, order, node)
  const taken = at(order.lines, line)
  if (isPlain(order)) expect(less).to.equal(taken.dish.price * quantity)
  taken.left -= quantity
  if (less !== undefined) model.lower(order, less)
  followLines(books, order)
  await refundsArrive(world, order.current)
}

const offerOrTakeOut = (
  n: number,
  role: 'kitchen' | 'manager',
  asked: { line: number; quantity: number; dish: number | undefined },
  node: Node,
) =>
  command(
    `amend(order ${n}, ${role}, ${asked.quantity} of line ${asked.line}, instead dish ${asked.dish}, node ${node})`,
    async (books, world) => {
      const order = pick(books.orders, n, ({ status }) => statusesOf[role]?.includes(status) === true)
      const { quantity } = asked
      const line = asked.line % order.lines.length
      const dish = asked.dish === undefined ? undefined : at(books.dishes, asked.dish)
      const change = { line, quantity, substitute: dish && { dish, left: quantity } }
      const expected = refusalOf(books, order, role, change)
      const lines = [{ line, quantity, ...(dish && { substitute: { productId: dish.id, quantity } }) }]
      const request = { requestId: randomUUID(), orderId: order.first.id, lines, reason: 'We dropped it' }
      const told = await outcome(world.shop.staff[role][node].request('order:amend', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(expected)
      if (expected !== undefined) return
      if (order.offer?.line === line) model.withdraw(books, order)
      if (!change.substitute) return takeOut(books, world, order, change, node)
      order.offer = { line, quantity, substitute: change.substitute }
      for (const [shelf, needed] of model.offeredNeeds(order)) model.shelfOf(books, shelf).reserved += needed
      followLines(books, order)
    },
    hasOrders,
  )

/** Without an acceptance the line is taken out. */
const endOffer = async (books: model.Books, world: World, order: model.BookedOrder, offer: model.Offer, node: Node) => {
  model.withdraw(books, order)
  if (portionsOf(order) === offer.quantity) model.end(books, order, 'rejected')
  else await takeOut(books, world, order, { ...offer, substitute: undefined }, node)
}

const accept = async (books: model.Books, world: World, order: model.BookedOrder, offer: model.Offer, node: Node) => {
  const less = await readLowered(world, order, node)
  const { dish, left } = offer.substitute
  const replaced = at(order.lines, offer.line)
  if (isPlain(order)) expect(less ?? 0).to.equal(Math.max(0, replaced.dish.price - dish.price) * left)
  if (less !== undefined) model.lower(order, less)
  const needs = model.offeredNeeds(order)
  model.withdraw(books, order)
  // what is accepted while the kitchen cooks leaves the warehouse
  for (const [shelf, quantity] of order.status === 'in_preparation' ? needs : []) model.shelfOf(books, shelf).onHand -= quantity
  replaced.left -= offer.quantity
  order.lines.push({ dish, left })
  followLines(books, order)
  await refundsArrive(world, order.current)
}

const hasOffer = ({ offer }: model.BookedOrder) => offer !== undefined

const answer = (n: number, accepts: boolean, node: Node) =>
  command(
    `answer(order ${n}, ${accepts ? 'yes' : 'no'}, node ${node})`,
    async (books, world) => {
      const order = pick(books.orders, n, hasOffer)
      const { offer } = order
      const needs = model.offeredNeeds(order)
      const isMissing =
        order.status === 'in_preparation' &&
        needs.some(([shelf, quantity]) => model.shelfOf(books, shelf).onHand - model.heldBefore(books, order, shelf) < quantity)
      const expected = !offer ? 'substitution_expired' : accepts && isMissing ? 'insufficient_stock' : undefined
      const request = { requestId: randomUUID(), orderId: order.first.id, accept: accepts }
      const told = await outcome(customerOf(world, order, node).request('order:answer_substitution', request))
      expect(typeof told === 'string' ? told : undefined).to.equal(expected)
      if (!offer || expected !== undefined) return
      await (accepts ? accept : endOffer)(books, world, order, offer, node)
    },
    hasOrders,
  )

/** Lets the time to answer run out. */
export const forgetToAnswer = async ({ nodes: [{ database }] }: World, orderId: string) => {
  const isOver = async () => {
    await database.query("update amendments set answer_by = now() - interval '1 second' where order_id = $1 and outcome = 'offered'", [
      orderId,
    ])
    await expireSubstitutions(database)
    return (await database.query("select from amendments where order_id = $1 and outcome = 'offered'", [orderId])).length === 0
  }
  await until(isOver, 'nothing is offered any more')
}

const miss = (n: number) =>
  command(
    `miss(order ${n})`,
    async (books, world) => {
      const order = pick(books.orders, n, hasOffer)
      await forgetToAnswer(world, order.first.id)
      if (order.offer) await endOffer(books, world, order, order.offer, 0)
    },
    hasOrders,
  )

const node = fc.constantFrom<Node>(0, 1)
const order = fc.nat(7)
const change = fc.record({ line: fc.nat(2), quantity: fc.constantFrom(1, 1, 1, 2, 3), dish: fc.option(fc.nat(3), { nil: undefined }) })
const amend = fc
  .tuple(order, fc.constantFrom<'kitchen' | 'manager'>('kitchen', 'manager'), change, node)
  .map((args) => offerOrTakeOut(...args))
const answering = fc.tuple(order, fc.boolean(), node).map((args) => answer(...args))

export const amending: fc.Arbitrary<Command>[] = [amend, amend, amend, answering, answering, order.map(miss)]
