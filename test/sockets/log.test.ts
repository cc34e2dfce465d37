import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import { connectClient } from '../support/client.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

describe('the log', () => {
  let gateway: TestGateway
  let log: string[] = []
  let failure: Error | undefined

  before(async () => {
    gateway = await startTestGateway({
      log: (line) => log.push(line),
      onQuery: (sql) => {
        if (failure && sql.includes('where account_id = $1 and id = $2')) throw failure
      },
    })
  })
  beforeEach(() => {
    log = []
    failure = undefined
  })
  after(() => gateway.stop())

  const lines = () => log.map((line) => JSON.parse(line))
  const linesAbout = (event: string) => lines().filter((line) => line.event === event)

  it('has the cause of an internal error in one line, under the id that the client got', async () => {
    const { client, id: accountId } = await arrive(gateway)
    const orderId = randomUUID()
    failure = new Error('what really happened')
    const { details } = await refusal(client.request('order:get', { orderId }))
    const found = lines().filter(({ id }) => typeof id === 'string' && JSON.stringify(details).includes(id))
    expect(found).to.have.length(1)
    const [{ level, event, err, ...ids }] = found
    expect({ level, event }).to.deep.equal({ level: 50, event: 'order:get' })
    expect(err.message).to.equal('what really happened')
    expect(err.stack).to.include('log.test.ts')
    expect(ids).to.include({ orderId, accountId, role: 'customer' })
    expect(linesAbout('order:get')).to.have.length(1)
    client.close()
  })

  it('warns of a request that failed', async () => {
    const { client, id: accountId } = await arrive(gateway)
    failure = new AppError('database_unavailable')
    const orderId = randomUUID()
    await refusal(client.request('order:get', { orderId }))
    expect(linesAbout('order:get')).to.have.length(1)
    expect(linesAbout('order:get')[0]).to.include({ level: 40, orderId, accountId, reason: 'database_unavailable', msg: 'request failed' })
    client.close()
  })

  it('has a line for each sign-in and each refusal, without what was typed', async () => {
    const guest = await connectGuest(gateway)
    const typed = { login: 'zuzana-typed', email: 'typed@example.com', name: 'Zuzana Typed', password: 'typed by nobody else' }
    const { account } = await guest.request('account:sign_up', typed)
    await guest.request('account:sign_in', { login: typed.login, password: typed.password })
    await refusal(guest.request('account:sign_in', { login: typed.login, password: 'typed wrongly' }))
    await guest.raw('account:sign_in', { login: typed.login, requestId: 'typed-as-id', orderId: 7 })
    expect(linesAbout('account:sign_up')[0]).to.include({ level: 30, accountId: account.id, code: 'ok' })
    const signIns = linesAbout('account:sign_in').map(({ level, code, reason, accountId }) => ({ level, code, reason, accountId }))
    expect(signIns).to.deep.equal([
      { level: 30, code: 'ok', reason: undefined, accountId: account.id },
      { level: 30, code: 'unauthenticated', reason: 'invalid_credentials', accountId: undefined },
      { level: 30, code: 'invalid_argument', reason: undefined, accountId: undefined },
    ])
    expect(log.join('').toLowerCase()).not.to.include('typed')
    guest.close()
  })

  it('has a line for each refused connection', async () => {
    await refusal(connectClient(gateway.url, '/', { token: 'unknown-token' }))
    const found = lines().filter(({ msg }) => msg === 'connection refused')
    expect(found).to.have.length(1)
    expect(found[0]).to.include({ level: 30, namespace: '/', code: 'unauthenticated' })
    expect(log.join('')).not.to.include('unknown-token')
  })

  it('has a line for each action of the staff, and none for what customers do and the staff read', async () => {
    const [customer, manager] = [await arrive(gateway), await connectNewStaff(gateway, 'manager')]
    const { order } = await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    await manager.client.request('queue:list', {})
    const requestId = randomUUID()
    await manager.client.request('order:advance', { requestId, orderId: order.id, to: 'confirmed', note: 'a secret note' })
    expect(lines().map(({ event }) => event)).to.deep.equal(['order:advance'])
    expect(lines()[0]).to.include({ level: 30, requestId, orderId: order.id, accountId: manager.id, role: 'manager', code: 'ok' })
    expect(log.join('')).not.to.include('secret')
    for (const { client } of [customer, manager]) client.close()
  })
})
