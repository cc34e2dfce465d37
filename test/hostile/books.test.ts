import { expect } from 'chai'
import fc from 'fast-check'
import type { IngredientStock } from '../../src/contract/index.ts'
import { beginLedgerEarlier, expectBooks, expectOrdersInBooks } from '../support/agreeing-books.ts'
import {
  auditCash,
  auditCoverage,
  auditFeed,
  auditLedger,
  auditMovements,
  auditOrders,
  auditStock,
  createSettlement,
} from '../support/books-audit.ts'
import type { World } from '../support/books-command.ts'
import { anything } from '../support/books-commands.ts'
import { type Books, requestedOf, settle } from '../support/books-model.ts'
import { happen, moments, type Race } from '../support/books-race.ts'
import type { Client } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { bankSecret, hireStaff, openShop, type Shop } from '../support/shop.ts'

const env = { SANDBOX_WEBHOOK_SECRET: bankSecret }

describe('the books', function () {
  this.timeout(timeLimit)

  let nodes: readonly [TestGateway, TestGateway]
  let staff: Shop['staff']
  let everythingIsSettled: () => Promise<unknown>

  before(async () => {
    const one = await startTestGateway({ env })
    nodes = [one, await startTestGateway({ env, on: { url: one.databaseUrl } })]
    staff = await hireStaff(nodes)
    await beginLedgerEarlier(one.database)
    everythingIsSettled = await createSettlement(one.database, env, one.url)
  })
  after(async () => {
    await expectBooks(nodes[0].database)
    for (const client of Object.values(staff).flat()) client.close()
    await nodes[1].stop()
    await nodes[0].stop()
  })

  const shown = (shelf: Books['shelves'][number]) => {
    const { id, onHand, reserved } = shelf
    return { id, onHand, reserved, requested: requestedOf(shelf) }
  }

  const compareStock = async (books: Books) => {
    const stock: IngredientStock[] = []
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await staff.manager[1].request('stock:list', { cursor })
      stock.push(...page.stock)
      cursor = page.nextCursor
    }
    const found = stock.map(({ ingredient: { id }, onHand, reserved, requested }) => ({ id, onHand, reserved, requested }))
    expect(found).to.include.deep.members(books.shelves.map(shown))
  }

  const compareOrders = async ({ orders }: Books, { customers }: Shop) => {
    for (const [n, { id, clients }] of customers.entries())
      for (const client of clients) {
        const list = await client.request('order:list', { limit: 100 })
        const found = list.orders.map(({ id: orderId, status, version, payment, timeline }) => ({
          orderId,
          status,
          version,
          payment: [payment.id, payment.status],
          timeline: timeline.map((step) => step.status),
        }))
        const expected = orders
          .filter(({ customer }) => customer === n)
          .map(({ first, status, version, current, timeline }) => ({
            orderId: first.id,
            status,
            version,
            payment: [current.id, current.status],
            timeline,
          }))
        expect(found, `orders of customer ${id}`).to.have.deep.members(expected)
      }
  }

  /** Checks that the pushes and the replayed events are the whole feed, and that events pushed again by the sweep are identical. */
  const compareFeed = async (client: Client<'/'>) => {
    const pushed = new Map<number, unknown>()
    for (const { payload } of client.heard) {
      const { seq } = payload as { seq?: number }
      if (seq === undefined) continue
      if (pushed.has(seq)) expect(payload).to.deep.equal(pushed.get(seq))
      pushed.set(seq, payload)
    }
    const known = new Set(pushed.keys())
    for (let after = 0; ; ) {
      const page = await client.request('feed:replay', { after, limit: 500 })
      for (const { seq } of page.events) known.add(seq)
      after = page.events.at(-1)?.seq ?? page.head
      if (after === page.head) break
    }
    expect([...known].toSorted((a, b) => a - b)).to.deep.equal([...known].map((_, n) => n + 1))
  }

  const now = async () => (await nodes[0].database.query<{ at: string }>('select clock_timestamp()::text as at'))[0]?.at ?? ''

  const agree = async (books: Books, shop: Shop, began: string) => {
    const accounts = shop.customers.map(({ id }) => id)
    await everythingIsSettled()
    await expectOrdersInBooks(nodes[0].database, began)
    await auditStock(nodes[0].database)
    await auditMovements(nodes[0].database)
    await auditOrders(nodes[0].database)
    await auditCash(nodes[0].database)
    await auditLedger(nodes[0].database, accounts)
    await auditFeed(nodes[0].database, accounts)
    for (const { clients } of shop.customers) for (const client of clients) await compareFeed(client)
    settle(books)
    await compareStock(books)
    await compareOrders(books, shop)
  }

  it('agree with a model after any sequence of events on two nodes', async () => {
    const numRuns = inShort(15, 2000)
    let [events, orders] = [0, 0]
    await fc.assert(
      fc.asyncProperty(fc.commands(anything, { maxCommands: 80, size: 'max' }), async (commands) => {
        const [began, shop] = [await now(), await openShop(nodes, staff)]
        const books: Books = { shelves: structuredClone(shop.shelves), dishes: shop.dishes, orders: [] }
        const world: World = { nodes, shop }
        try {
          await fc.asyncModelRun(() => ({ model: books, real: world }), commands)
          await agree(books, shop, began)
        } finally {
          shop.leave()
        }
        events += [...commands].length
        orders += books.orders.length
      }),
      { numRuns, endOnFailure: !isLong },
    )
    recordResult(
      'The books against a model, two nodes',
      `${numRuns} runs, ${events} events, ${orders} orders`,
      'stock, ledger, versions and feed agree',
    )
  })

  it('add up when events happen at the same moment on two nodes', async () => {
    const numRuns = inShort(10, 2000)
    let events = 0
    await fc.assert(
      fc.asyncProperty(moments, async (happenings) => {
        const [began, shop] = [await now(), await openShop(nodes, staff)]
        const race: Race = { nodes, shop, orders: [] }
        try {
          for (const moment of happenings) await happen(race, moment)
          const accounts = shop.customers.map(({ id }) => id)
          await everythingIsSettled()
          await expectOrdersInBooks(nodes[0].database, began)
          await auditStock(nodes[0].database)
          await auditCoverage(
            nodes[0].database,
            shop.shelves.map(({ id }) => id),
          )
          await auditMovements(nodes[0].database)
          await auditOrders(nodes[0].database)
          await auditCash(nodes[0].database)
          await auditLedger(nodes[0].database, accounts)
          await auditFeed(nodes[0].database, accounts)
        } finally {
          shop.leave()
        }
        events += happenings.flat().length
      }),
      { numRuns, endOnFailure: true },
    )
    recordResult(
      'The books when events happen at the same moment, two nodes',
      `${numRuns} runs, ${events} events`,
      'stock, ledger and feed add up',
    )
  })
})
