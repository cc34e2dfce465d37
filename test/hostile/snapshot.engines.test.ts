import { randomUUID } from 'node:crypto'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import type { Client } from '../support/client.ts'
import { engineName } from '../support/engine.ts'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

interface Position {
  epoch: string
  seq: number
}

interface Seen {
  version: number
  status: string
}

const anyDelay = async () => {
  for (let turns = Math.floor(Math.random() * 20); turns > 0; turns -= 1) await turn()
  if (Math.random() < 0.5) await sleep(Math.random() * 8)
}

describe(`a client that connects while its orders change (${engineName})`, function () {
  this.timeout(timeLimit)

  let gateway: TestGateway
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  /** Another device changes the orders at a random moment while the client connects. */
  const change = async (client: Client<'/'>, open: string[]) => {
    await anyDelay()
    const orderId = Math.random() < 0.4 ? open.shift() : undefined
    if (orderId) await client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'other' })
    else open.push((await client.request('order:place', placement(productId))).order.id)
  }

  const pushesOf = (client: Client<'/'>) =>
    client.heard.flatMap(({ event, payload }) => {
      const { seq, data } = payload as { seq?: number; data?: { order?: { id: string } & Seen } }
      return event === 'session:ready' || seq === undefined ? [] : [{ seq, order: data?.order }]
    })

  const readyOf = async (client: Client<'/'>) => {
    const { feed } = await client.pushed('session:ready')
    if (!feed) throw new Error('a customer has a feed')
    return feed
  }

  const positionOf = async (accountId: string) => {
    const [head] = await gateway.database.query<Position>('select epoch, seq from feed_heads where account_id = $1', [accountId])
    return head ?? { epoch: '', seq: 0 }
  }

  /** The state of a client that keeps the newer of snapshot and push, and applies each push once. */
  const merge = async (client: Client<'/'>, known: Map<string, Seen>, snapshot: Promise<(Seen & { id: string })[]>) => {
    const pushed = pushesOf(client).flatMap(({ order }) => order ?? [])
    for (const { id, version, status } of [...(await snapshot), ...pushed])
      if ((known.get(id)?.version ?? 0) < version) known.set(id, { version, status })
  }

  const everyOrder = async (client: Client<'/'>) => {
    await anyDelay()
    const orders = []
    for (let cursor: string | undefined; ; ) {
      const page = await client.request('order:list', { limit: 100, ...(cursor !== undefined && { cursor }) })
      orders.push(...page.orders)
      cursor = page.nextCursor
      if (cursor === undefined) return orders
    }
  }

  const connectOnce = async ({ id, token, client: other }: Awaited<ReturnType<typeof arrive>>, open: string[], position?: Position) => {
    const changes = Promise.all(Array.from({ length: 1 + Math.floor(Math.random() * 4) }, () => change(other, open)))
    const client = await connectCustomer(gateway, token, position)
    const ready = await readyOf(client)
    const known = new Map<string, Seen>()
    const snapshot = everyOrder(client)
    await changes
    const head = await positionOf(id)
    const from = position?.seq ?? ready.seq
    const heard = () => new Set(pushesOf(client).flatMap(({ seq }) => (seq > from ? [seq] : [])))
    await until(() => expect(heard().size).to.equal(head.seq - from), `every event from ${from} to ${head.seq} is heard`)
    expect(Math.max(from, ...heard())).to.equal(head.seq)
    expect(ready.recovered).to.equal(position !== undefined)
    await merge(client, known, snapshot)
    const orders = await gateway.database.query<Seen & { id: string }>('select id, version, status from orders where account_id = $1', [id])
    expect(Object.fromEntries(known)).to.deep.equal(Object.fromEntries(orders.map(({ id: orderId, ...seen }) => [orderId, seen])))
    const doubled = pushesOf(client).length - new Set(pushesOf(client).map(({ seq }) => seq)).size
    client.close()
    return { head, doubled, seen: heard().size }
  }

  it('loses no event and applies none twice, with or without a position', async () => {
    const accounts = inShort(2, 50)
    const each = 20
    let [doubled, seen] = [0, 0]
    for (let account = 0; account < accounts; account += 1) {
      const customer = await arrive(gateway)
      const open: string[] = []
      let position: Position | undefined
      for (let n = 0; n < each; n += 1) {
        const outcome = await connectOnce(customer, open, position)
        doubled += outcome.doubled
        seen += outcome.seen
        // every third time as a new device without a position
        position = n % 3 === 2 ? undefined : outcome.head
      }
      customer.client.close()
    }
    recordResult(
      'Connecting while events are published',
      `${accounts * each} connects, ${seen} events`,
      `none lost; ${doubled} came twice on the wire and were dropped by their seq`,
    )
  })
})
