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
import type { Command, World } from '../support/books-command.ts'
import { anything } from '../support/books-commands.ts'
import { type Books, requestedOf, settle } from '../support/books-model.ts'
import { happen, type Moment, moments, type Race } from '../support/books-race.ts'
import type { Client } from '../support/client.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { bankSecret, hireStaff, openShop, type Shop } from '../support/shop.ts'
import { slicesOf } from '../support/slices.ts'

const env = { SANDBOX_WEBHOOK_SECRET: bankSecret }

/** Tests of 100 runs each: every test has the time limit for itself, and says how far a long form has come. */
const inTests = (runs: number) =>
  slicesOf(runs, 100).map(([first, last]) => ({ title: `in runs ${first} to ${last}`, numRuns: last - first + 1 }))

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

  const audit = async ({ customers }: Shop, began: string) => {
    const { database } = nodes[0]
    const accounts = customers.map(({ id }) => id)
    await everythingIsSettled()
    await expectOrdersInBooks(database, began)
    await auditStock(database)
    await auditMovements(database)
    await auditOrders(database)
    await auditCash(database)
    await auditLedger(database, accounts)
    await auditFeed(database, accounts)
  }

  const agree = async (books: Books, shop: Shop, began: string) => {
    await audit(shop, began)
    for (const { clients } of shop.customers) for (const client of clients) await compareFeed(client)
    settle(books)
    await compareStock(books)
    await compareOrders(books, shop)
  }

  describe('agree with a model after any sequence of events on two nodes', () => {
    const runs = inShort(15, 2000)
    const counts = { runs: 0, events: 0, orders: 0 }

    const follow = async (commands: Iterable<Command>) => {
      const [began, shop] = [await now(), await openShop(nodes, staff)]
      const books: Books = { shelves: structuredClone(shop.shelves), dishes: shop.dishes, orders: [] }
      const world: World = { nodes, shop }
      try {
        await fc.asyncModelRun(() => ({ model: books, real: world }), commands)
        await agree(books, shop, began)
      } finally {
        shop.leave()
      }
      counts.events += [...commands].length
      counts.orders += books.orders.length
    }

    for (const { title, numRuns } of inTests(runs))
      it(title, async () => {
        const sequences = fc.commands(anything, { maxCommands: 80, size: 'max' })
        await fc.assert(fc.asyncProperty(sequences, follow), { numRuns, endOnFailure: !isLong })
        counts.runs += numRuns
      })

    after(() => {
      if (counts.runs < runs) return
      recordResult(
        'The books against a model, two nodes',
        `${counts.runs} runs, ${counts.events} events, ${counts.orders} orders`,
        'stock, ledger, versions and feed agree',
      )
    })
  })

  describe('add up when events happen at the same moment on two nodes', () => {
    const runs = inShort(10, 2000)
    const counts = { runs: 0, events: 0 }

    const race = async (happenings: Moment[]) => {
      const [began, shop] = [await now(), await openShop(nodes, staff)]
      const running: Race = { nodes, shop, orders: [] }
      try {
        for (const moment of happenings) await happen(running, moment)
        await audit(shop, began)
        const ids = shop.shelves.map(({ id }) => id)
        await auditCoverage(nodes[0].database, ids)
      } finally {
        shop.leave()
      }
      counts.events += happenings.flat().length
    }

    for (const { title, numRuns } of inTests(runs))
      it(title, async () => {
        await fc.assert(fc.asyncProperty(moments, race), { numRuns, endOnFailure: true })
        counts.runs += numRuns
      })

    after(() => {
      if (counts.runs < runs) return
      recordResult(
        'The books when events happen at the same moment, two nodes',
        `${counts.runs} runs, ${counts.events} events`,
        'stock, ledger and feed add up',
      )
    })
  })
})
