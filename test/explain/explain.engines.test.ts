import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import pg from 'pg'
import type { Explanation, Finding } from '../../src/contract/index.ts'
import { explainAccount, explainOrder } from '../../src/feed/explain/explain.ts'
import { printed } from '../../src/feed/explain/print.ts'
import { accountStatements } from '../../src/feed/explain/read-account.ts'
import { feedStatements } from '../../src/feed/explain/read-feed.ts'
import { orderStatements } from '../../src/feed/explain/read-order.ts'
import { subjectStatements } from '../../src/feed/explain/subject.ts'
import { Refused } from '../support/client.ts'
import { connectByHand } from '../support/engine.ts'
import { arrive, connectCustomer, connectNewStaff, makePerson, openSession, type TestGateway } from '../support/gateway.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

const found = ({ verdict }: Explanation, finding: Finding['finding']) => verdict.filter((one) => one.finding === finding)

describe('explaining why a customer did not hear of something', () => {
  let nodes: Nodes
  let here: TestGateway
  let elsewhere: TestGateway

  before(async () => {
    // without Redis, so that one node does not hear of what another one commits
    nodes = await startNodes([{}, {}])
    const [first, second] = nodes.nodes
    if (!first || !second) throw new Error('there are two nodes')
    here = first
    elsewhere = second
  })
  after(() => nodes.stop())

  const existing = async (explaining: Promise<Explanation | undefined>) => {
    const explanation = await explaining
    if (!explanation) throw new Error('nothing is explained')
    return explanation
  }

  it('says who took a step and on which node, which devices have read of it, and which were not told', async () => {
    const customer = await arrive(here)
    const away = await connectCustomer(elsewhere, await openSession(here.database, customer))
    const { order } = await customer.client.request('order:place', placement((await anyDish(here)).id, { note: 'Ring at Horáková' }))
    const [warehouse, manager] = await Promise.all([connectNewStaff(here, 'warehouse'), connectNewStaff(elsewhere, 'manager')])
    await advance(warehouse, order.id, 'confirmed')
    const { seq } = await customer.client.pushed('order:status_changed', ({ data }) => data.order.status === 'confirmed')
    await customer.client.pushed('notification:created', ({ seq: next }) => next > seq)

    // asked at the other node, until both and the client were fast enough
    const ask = async () => {
      const { explanation } = await manager.client.request('order:explain', { orderId: order.id })
      return explanation.nodes.length === 2 && found(explanation, 'device_has_read').length > 0 ? explanation : undefined
    }
    const explanation = await existing(until(ask, 'both nodes and the client have answered'))
    expect(explanation.steps.map(({ status, actor, by, node }) => ({ status, actor, by, node }))).to.deep.equal([
      { status: 'placed', actor: undefined, by: undefined, node: undefined },
      { status: 'confirmed', actor: 'warehouse', by: warehouse.login, node: here.node },
    ])
    expect(explanation.actions).to.containSubset([{ event: 'order:advance', actor: 'warehouse', node: here.node }])
    const head = seq + 1
    expect(explanation.feed).to.include({ head, waiting: 0 })
    expect(found(explanation, 'newest_event')).to.containSubset([{ seq: head, event: 'notification:created' }])
    expect(found(explanation, 'event_sent')).to.containSubset([{ seq: head, node: here.node, sockets: 1, isMissed: false }])
    expect(found(explanation, 'device_has_read')).to.containSubset([{ seq: head, node: here.node }])
    expect(found(explanation, 'device_lacks')).to.containSubset([{ node: elsewhere.node }])
    expect(explanation.nodes.map(({ node }) => node)).to.have.members([here.node, elsewhere.node])

    // nothing that the operator does not need
    const text = JSON.stringify(explanation) + printed(explanation).join('\n')
    for (const secret of [customer.token, `${customer.login}@`, 'Horáková', 'Hlavná']) expect(text).not.to.include(secret)
    for (const line of printed(explanation)) expect(line.length, line).to.be.at.most(80)
    for (const { client } of [customer, warehouse, manager]) client.close()
    away.close()
  })

  it('tells a device that does not answer from one that has left, and what each had', async () => {
    const customer = await arrive(here)
    const { epoch, seq } = (await customer.client.pushed('session:ready')).feed ?? { epoch: '', seq: 0 }
    await customer.client.request('order:place', placement((await anyDish(here)).id))
    await customer.client.pushed('order:status_changed')
    const deaf = await connectByHand(here.port, { answersPings: false, auth: { token: customer.token, feed: { epoch, seq } } })
    await until(async () => deaf.heard.some(([event]) => event === 'session:ready'), 'the deaf client was welcomed')
    customer.client.close()

    const oneIsLeft = async () => {
      const now = await explainAccount(here.database, customer.login)
      return now?.devices[0]?.leaves.length === 1 && now.devices[0].sockets.length === 1 ? now : undefined
    }
    const explanation = await existing(until(oneIsLeft, 'one socket has left'))
    expect(found(explanation, 'device_does_not_answer')).to.containSubset([{ seq: seq + 1, had: seq, node: here.node }])
    expect(found(explanation, 'event_sent')).to.containSubset([
      { sockets: 1, isMissed: false },
      { sockets: 1, isMissed: true },
    ])
    expect(explanation.devices[0]?.leaves).to.containSubset([{ sent: seq + 1, node: here.node }])
    expect(explanation.orders).to.have.length(1)

    deaf.socket.terminate()
    const noneIsLeft = async () => {
      const now = await explainAccount(here.database, customer.id, seq + 1)
      return now?.devices[0]?.sockets.length === 0 && now.nodes.length === 2 ? now : undefined
    }
    const alone = await existing(until(noneIsLeft, 'both have left'))
    expect(found(alone, 'not_connected')).to.have.length(1)
    expect(found(alone, 'device_left')).to.have.length(1)
  })

  it('names a node that is connected to the database and does not answer, and waits no longer than a second for it', async () => {
    const customer = await makePerson(here.database)
    const frozen = randomUUID()
    const session = new pg.Client({ connectionString: here.databaseUrl, application_name: `customerbackend ${frozen}` })
    await session.connect()
    const explanation = await existing(explainAccount(here.database, customer.login))
    await session.end()
    expect(explanation.silentNodes).to.include(frozen)
    expect(found(explanation, 'nodes_silent')[0]?.nodes).to.include(frozen)
    // whether it is connected there is not known
    expect(found(explanation, 'not_connected')).to.have.length(0)
  })

  it('knows no order and no account that do not exist', async () => {
    expect(await explainOrder(here.database, 2 ** 52)).to.equal(undefined)
    expect(await explainOrder(here.database, randomUUID())).to.equal(undefined)
    expect(await explainAccount(here.database, 'who-is-this')).to.equal(undefined)
    const manager = await connectNewStaff(here, 'manager')
    const refused: unknown = await manager.client.request('order:explain', { orderId: randomUUID() }).catch((error: unknown) => error)
    expect(refused instanceof Refused && refused.failure.reason).to.equal('order_not_found')
    // staff have no feed
    expect(found(await existing(explainAccount(here.database, manager.login)), 'staff_account')).to.have.length(1)
    manager.client.close()
  })

  it('reads every table by an index', async () => {
    const plans = await here.database.transact(async ({ query }) => {
      await query('set local enable_seqscan = off')
      await query('set local plan_cache_mode = force_generic_plan')
      const texts: string[] = []
      for (const [n, sql] of [subjectStatements, orderStatements, feedStatements, accountStatements].flat().entries()) {
        await query(`prepare explained_${n} as ${sql}`)
        const parameters = Array.from({ length: Math.max(...[...sql.matchAll(/\$(\d)/g)].map(([, digit]) => Number(digit))) }, () => 'null')
        const rows = await query<{ 'QUERY PLAN': string }>(`explain execute explained_${n}(${parameters.join(', ')})`)
        texts.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
        await query(`deallocate explained_${n}`)
      }
      return texts
    })
    for (const plan of plans) expect(plan).not.to.match(/Seq Scan/)
  })
})
