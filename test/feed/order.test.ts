import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { v7 as uuidv7 } from 'uuid'
import type { FeedPush, Push } from '../../src/database/outbox.ts'
import { createPublisher } from '../../src/feed/publish.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../support/database-proxy.ts'
import { headOf, seqsOf } from '../support/feed.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

describe('the order of pushes', () => {
  let database: TestDatabase

  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())

  const push = (accountId: string, seq: number): FeedPush => ({
    outboxId: seq,
    accountId,
    seq,
    event: 'order:status_changed',
    at: new Date().toISOString(),
    data: '{}',
  })

  /** A publisher, and what it delivers. `commit` is a commit whose answer arrives now. */
  const publish = ({ hasOtherNodes = false } = {}) => {
    const delivered: Push[] = []
    let commit = (_: readonly Push[]): void => undefined
    const publisher = createPublisher({
      database: {
        ...database.database,
        onCommit: (listener) => {
          commit = listener
        },
      },
      deliver: (pushes) => void delivered.push(...pushes),
      hasOtherNodes,
    })
    const seqs = () => delivered.map((each) => ('seq' in each ? each.seq : each.event))
    return { publisher, seqs, commit: (...pushes: Push[]) => commit(pushes) }
  }

  for (const hasOtherNodes of [false, true])
    it(`is the order of commits although their answers arrive in reverse, ${hasOtherNodes ? 'beside other nodes' : 'on one node'}`, () => {
      const { seqs, commit } = publish({ hasOtherNodes })
      const id = uuidv7()
      commit(push(id, 1))
      for (const seq of [5, 4, 3]) commit(push(id, seq))
      expect(seqs()).to.deep.equal([1])
      commit(push(id, 2))
      expect(seqs()).to.deep.equal([1, 2, 3, 4, 5])
    })

  it('begins where the customer was welcomed', () => {
    const { publisher, seqs, commit } = publish()
    const id = uuidv7()
    publisher.welcomed(id, 7)
    commit(push(id, 9))
    commit(push(id, 8))
    expect(seqs()).to.deep.equal([8, 9])
  })

  it('is kept when another device is welcomed before this node hears of the commits that it has read', () => {
    const { publisher, seqs, commit } = publish()
    const id = uuidv7()
    commit(push(id, 1))
    publisher.welcomed(id, 3)
    commit(push(id, 4))
    commit(push(id, 2))
    commit(push(id, 3))
    expect(seqs()).to.deep.equal([1, 2, 3, 4])
  })

  it('waits for what never comes 100 ms at most', async () => {
    const { seqs, commit } = publish()
    const id = uuidv7()
    commit(push(id, 1))
    commit(push(id, 4))
    commit(push(id, 3))
    const held = performance.now()
    await until(() => seqs().length === 3, 'they are delivered')
    expect(seqs()).to.deep.equal([1, 3, 4])
    expect(performance.now() - held).to.be.at.least(95)
    commit(push(id, 5))
    expect(seqs()).to.deep.equal([1, 3, 4, 5])
    commit(push(id, 2))
    expect(seqs(), 'late, but not lost').to.deep.equal([1, 3, 4, 5, 2])
  })

  it('delays no other account and no push to the staff', () => {
    const { seqs, commit } = publish()
    const [one, other] = [uuidv7(), uuidv7()]
    commit(push(one, 1))
    commit(push(one, 3), push(other, 8), { outboxId: 9, audience: { roles: ['warehouse'] }, event: 'stock:low', data: '{}' })
    expect(seqs()).to.deep.equal([1, 8, 'stock:low'])
  })

  it('does not wait for the events of other nodes', async () => {
    const { seqs, commit } = publish({ hasOtherNodes: true })
    const id = uuidv7()
    commit(push(id, 1))
    await sleep(1010)
    commit(push(id, 3))
    expect(seqs()).to.deep.equal([1, 3])
  })

  it('leaves a row in the outbox until each of its pushes is published', async () => {
    const { publisher, seqs, commit } = publish()
    const [one, other] = [uuidv7(), uuidv7()]
    const [row] = await database.database.query<{ id: number }>('insert into outbox (account_ids, seqs) values ($1, $2) returning id', [
      [one, other],
      [3, 1],
    ])
    const outboxId = row?.id ?? 0
    const left = () => database.database.query('select from outbox where id = $1', [outboxId])
    commit({ ...push(one, 1), outboxId: -1 })
    commit({ ...push(one, 3), outboxId }, { ...push(other, 1), outboxId })
    expect(seqs()).to.deep.equal([1, 1])
    // a node that dies now leaves the row to the sweep of another one
    const cleared = publisher.clearPublished()
    commit({ ...push(one, 2), outboxId: -2 })
    expect(seqs()).to.deep.equal([1, 1, 2, 3])
    await cleared
    expect(await left()).to.have.length(1)
    await publisher.clearPublished()
    expect(await left()).to.have.length(0)
  })

  it('delivers what waits when the node stops', () => {
    const { publisher, seqs, commit } = publish()
    const id = uuidv7()
    commit(push(id, 1))
    commit(push(id, 3))
    publisher.stop()
    expect(seqs()).to.deep.equal([1, 3])
  })

  describe('over sockets', () => {
    let proxy: DatabaseProxy
    let gateway: TestGateway
    /** Commits that PostgreSQL has answered, in the order of the answers, while no report of one passes. */
    let answered: { seqs: number[]; report: () => void }[] | undefined

    before(async () => {
      proxy = await startDatabaseProxy(database.url)
      gateway = await startTestGateway({
        on: { url: proxy.url },
        delayCommit: (pushes, report) => {
          const seqs = pushes.flatMap((each) => ('seq' in each ? [each.seq] : []))
          if (answered) answered.push({ seqs, report })
          else report()
        },
      })
    })
    after(async () => {
      await gateway.stop()
      proxy.stop()
    })

    it('is kept when a later commit is answered first', async () => {
      const productId = (await anyDish(database)).id
      const [customer, manager] = [await arrive(gateway), await connectNewStaff(gateway, 'manager')]
      const { order } = await customer.client.request('order:place', placement(productId))
      await customer.client.pushed('order:status_changed')
      const head = await headOf(database.database, customer.id)
      proxy.hold('"body_hash"')
      const second = customer.client.request('order:place', placement(productId))
      await until(async () => (await headOf(database.database, customer.id)) > head, 'the second order is committed')
      const reports: typeof answered = []
      answered = reports
      await manager.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'confirmed' })
      proxy.release()
      await second
      const seqs = () => reports.flatMap((each) => each.seqs)
      await until(() => seqs().includes(head + 1), 'both commits are answered')
      expect(seqs().indexOf(head + 2), 'the later commit is answered first')
        .to.be.below(seqs().indexOf(head + 1))
        .and.at.least(0)
      // together, so that no machine is too slow for the 100 ms in which the later one waits for the earlier one
      answered = undefined
      for (const { report } of reports) report()
      const last = await headOf(database.database, customer.id)
      await until(() => seqsOf(customer.client).includes(last) && seqsOf(customer.client).length === last, 'everything is heard')
      expect(seqsOf(customer.client)).to.deep.equal(Array.from({ length: last }, (_, n) => n + 1))
      for (const { client } of [customer, manager]) client.close()
    })
  })
})
