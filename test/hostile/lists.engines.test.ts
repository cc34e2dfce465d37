import { expect } from 'chai'
import { z } from 'zod'
import { maxAnswerBytes, type Namespace, type Request, requests, type StaffRole } from '../../src/contract/index.ts'
import { type Client, connectClient } from '../support/client.ts'
import { engineName } from '../support/engine.ts'
import { arrive, connectCustomer, makePerson, type Person, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { copyOrder, fillLists } from '../support/largest.ts'
import { anyDish, placement, type Staff, staffOf } from '../support/orders.ts'
import { slicesOf } from '../support/slices.ts'
import { type SmallBuffer, startSmallBuffer } from '../support/small-buffer.ts'
import { until } from '../support/until.ts'

/** Every list of the contract has a cursor: test/contract/lists.test.ts. */
const listsOf = (namespace: Namespace) =>
  Object.values<Request>(requests[namespace]).filter(({ input }) => input instanceof z.ZodObject && 'cursor' in input.shape)

const page = z.looseObject({ nextCursor: z.string().optional() })

/** Tested elsewhere: it is not a list of similar entries, and has a different kind of pages. */
const isList = ({ event }: Request) => event !== 'account:export'

describeWith('perl')(`the largest valid data in every list (${engineName})`, function () {
  this.timeout(timeLimit)

  let gateway: TestGateway
  let wire: SmallBuffer
  let customer: Person
  let staff: Staff
  let largest = 0
  let read = 0

  before(async () => {
    gateway = await startTestGateway()
    wire = await startSmallBuffer(gateway)
    staff = await staffOf(gateway)
    customer = await makePerson(gateway.database)
    const client = await connectCustomer(gateway, customer.token)
    await fillLists({ gateway, customer: { id: customer.id, client }, staff })
    await until(
      async () => (await client.request('menu:list', { limit: 100 })).nextCursor,
      "the node's copy has the dishes of a second page",
    )
    client.close()
  })
  after(async () => {
    for (const { client } of Object.values(staff)) client.close()
    await wire.stop()
    await gateway.stop()
    recordResult(
      'The largest valid data in every list, read with a kernel buffer of 4 KiB',
      `${read} pages`,
      `at most ${Math.ceil(largest / 1024)} KiB each, no connection cut`,
    )
  })

  /** Reads the whole list page by page and returns its entries. */
  const readAll = async (client: Pick<Client<'/'>, 'raw'>, { event, data }: Request, limit: number): Promise<unknown[][]> => {
    const pages: unknown[][] = []
    for (let cursor: string | undefined; ; ) {
      const answer = await client.raw(event, {
        ...needed[event],
        ...(event === 'staff:sessions' && { staffId: staff.kitchen.id }),
        limit,
        ...(cursor !== undefined && { cursor }),
      })
      if (!answer.ok) throw new Error(`${event}: ${answer.error.message}`)
      const bytes = Buffer.byteLength(JSON.stringify(answer.data))
      expect(bytes, event).to.be.lessThan(maxAnswerBytes)
      expect(data.safeParse(answer.data).error, event).to.equal(undefined)
      largest = Math.max(largest, bytes)
      read += 1
      const { nextCursor, categories, totals, ...rest } = page.parse(answer.data)
      pages.push(Object.values(rest).filter(Array.isArray).flat())
      cursor = nextCursor
      if (cursor === undefined) return pages
    }
  }

  const [yesterday, tomorrow] = [-1, 1].map((days) => new Date(Date.now() + days * 24 * 3_600_000).toISOString())
  /** What a list needs besides a page: a text that finds the largest customers, a section, a range. */
  const needed: Readonly<Record<string, object>> = {
    'customer:find': { text: '€' },
    'shop:export': { section: 'products' },
    'cash:report': { from: yesterday, to: tomorrow, by: 'shift' },
  }

  /** The largest limit, or a smaller one where even the largest entries fit on one page. */
  const limits: Readonly<Record<string, number>> = { 'recommendation:list': 50, 'pick:list': 20 }
  const most = (event: string) => limits[event] ?? 100
  const counted: Readonly<Record<string, string>> = {
    'menu:list': 'select count(*) as n from products',
    'order:list': 'select count(*) as n from orders',
    'order:pending': 'select count(*) as n from orders',
    'favorite:list': 'select count(*) as n from favorites',
    'notification:list': 'select count(*) as n from notifications',
    'account:sessions': `select count(*) as n from sessions s join accounts a on a.id = s.account_id where a.role = 'customer'`,
    'recommendation:list': 'select 50 as n',
    'queue:list': 'select count(*) as n from orders',
    'stock:list': 'select count(*) as n from stock',
    'pick:list': `select count(*) as n from reservations`,
    'restock:list': 'select count(*) as n from restock_requests',
    'customer:find': `select count(*) as n from accounts where role = 'customer' and name like '€%'`,
    'courier:list': `select count(*) as n from accounts where role = 'courier'`,
    'cash:report': 'select count(*) as n from shifts',
    'rating:list': 'select count(*) as n from ratings',
    'audit:list': 'select count(*) as n from audit',
    'refund:list': 'select count(*) as n from refunds',
    'dispute:list': 'select count(*) as n from disputes',
    'message:failing': 'select count(*) as n from messages where error is not null',
    'payment:unmatched': 'select count(*) as n from unmatched_transfers',
    'shop:export': 'select count(*) as n from products where retired_at is null',
    'staff:list': "select count(*) as n from accounts where role <> 'customer'",
    'staff:sessions': `select count(*) as n from sessions s join accounts a on a.id = s.account_id where a.role = 'kitchen'`,
  }

  const check = async (client: Pick<Client<'/'>, 'raw' | 'socket'>, request: Request) => {
    const pages = await readAll(client, request, most(request.event))
    const entries = pages.flat()
    const [there] = await gateway.database.query<{ n: number }>(counted[request.event] ?? '')
    expect(pages.length, 'pages').to.be.greaterThan(1)
    expect(Math.min(...pages.map(({ length }) => length)), 'entries of a page').to.be.at.least(1)
    expect(entries.length).to.equal(there?.n)
    expect(new Set(entries.map((entry) => JSON.stringify(entry))).size, 'each once').to.equal(entries.length)
    expect(client.socket.connected).to.equal(true)
  }

  for (const namespace of ['/guest', '/'] as const)
    for (const request of listsOf(namespace).filter(isList))
      it(`${namespace} ${request.event} is read page by page, and no connection is closed`, async () => {
        const client = await connectClient(wire.url, namespace, namespace === '/' ? { token: customer.token } : {})
        await check(client, request)
        client.close()
      })

  for (const request of listsOf('/staff'))
    it(`/staff ${request.event} is read page by page, and no connection is closed`, async () => {
      const roles: readonly StaffRole[] = request.roles ?? ['warehouse', 'kitchen', 'courier', 'manager']
      const role = roles.find((each) => each === 'manager') ?? 'warehouse'
      const client = await connectClient(wire.url, '/staff', { token: staff[role].token })
      await check(client, request)
      client.close()
    })

  it('shows an order that was placed after 500 others', async () => {
    const client = await connectClient(wire.url, '/staff', { token: staff.warehouse.token })
    const [order] = await gateway.database.query<{ id: string }>('select id from orders limit 1')
    for (const [first, last] of slicesOf(500, 100)) await copyOrder(gateway.database, order?.id ?? '', last - first + 1)
    const honest = await arrive(gateway)
    const { id: productId } = await anyDish(gateway)
    const last = (await honest.client.request('order:place', placement(productId))).order
    const found = new Set<string>()
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const { orders, nextCursor } = await client.request('queue:list', { limit: 100, ...(cursor !== undefined && { cursor }) })
      for (const { id } of orders) found.add(id)
      cursor = nextCursor
    }
    expect(found.size).to.be.greaterThan(500)
    expect([...found]).to.include(last.id)
    for (const each of [client, honest.client]) each.close()
  })
})
