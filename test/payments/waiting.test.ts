import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type FakeStripe, startStripe } from '../support/stripe.ts'
import { until } from '../support/until.ts'

const customers = 20

describe('customers who wait for a payment service that does not answer', () => {
  let stripe: FakeStripe
  let silent: Server
  let asked = 0
  let gateway: TestGateway
  let other: TestGateway
  let productId: string
  let statements: string[] = []

  before(async () => {
    stripe = await startStripe()
    silent = createServer(() => {
      asked += 1
    }).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const env = stripe.env(`http://127.0.0.1:${port}`)
    const onQuery = (sql: string) => void statements.push(sql)
    gateway = await startTestGateway({ env, onQuery })
    other = await startTestGateway({ env, on: { url: gateway.databaseUrl } })
    productId = (await anyDish(gateway)).id
  })
  after(async () => {
    silent.closeAllConnections()
    silent.close()
    await other.stop()
    await gateway.stop()
    stripe.stop()
  })

  it('cause no queries, and get their orders after five seconds', async () => {
    const people = await Promise.all(Array.from({ length: customers }, () => arrive(gateway)))
    const began = performance.now()
    const answers = people.map(({ client }) => client.request('order:place', placement(productId, { paymentMethod: 'card' })))
    await until(() => asked >= customers, 'the service is asked for each of them')
    statements = []
    const since = performance.now()
    await sleep(2000)
    // no work of a gateway is done more often than twice a second, whatever the number of its customers
    const most = 1 + (performance.now() - since) / 500
    for (const statement of new Set(statements)) expect(statements.filter((sql) => sql === statement).length, statement).to.be.at.most(most)
    for (const { order } of await Promise.all(answers)) expect(order.payment).to.include({ status: 'requires_payment_method' })
    expect(performance.now() - began).to.be.within(4900, 15_000)
    for (const { client } of people) client.close()
  })

  it('repeat the request: on the same node they wait together, on another they get the stored answer, and the service is called once', async () => {
    const customer = await arrive(gateway)
    const elsewhere = await connectCustomer(other, customer.token)
    const before = asked
    const request = placement(productId, { paymentMethod: 'card' })
    const first = customer.client.request('order:place', request)
    await until(() => asked > before, 'the service is asked')
    let isOver = false
    const again = customer.client.request('order:place', request)
    void first.then(() => {
      isOver = true
    })
    const { order } = await elsewhere.request('order:place', request)
    expect(isOver, 'another node does not wait').to.equal(false)
    expect(order.payment.status).to.equal('requires_payment_method')
    expect([await first, await again]).to.deep.equal([{ order }, { order }])
    expect(asked).to.equal(before + 1)
    elsewhere.close()
    customer.client.close()
  })
})
