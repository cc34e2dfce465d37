import { expect } from 'chai'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { gauge } from '../support/metrics.ts'
import { until } from '../support/until.ts'

describe('requests that keep PostgreSQL busy', () => {
  let gateway: TestGateway
  let held: (() => void)[] = []
  let asked = 0

  before(async () => {
    gateway = await startTestGateway({
      onQuery: async (sql) => {
        if (!sql.includes('recommend(')) return
        asked += 1
        await new Promise<void>((release) => held.push(release))
      },
    })
  })
  beforeEach(() => {
    asked = 0
    held = []
  })
  after(() => gateway.stop())

  const releaseOne = () => held.shift()?.()

  it('of one account do not delay another account until all of them are done', async () => {
    const [greedy, modest] = [await arrive(gateway), await arrive(gateway)]
    const many = Array.from({ length: 30 }, () => greedy.client.request('recommendation:list', {}))
    await until(() => asked === 4, 'the node answers as many at a time as it may')
    let isAnswered = false
    const one = modest.client.request('recommendation:list', {}).then(() => {
      isAnswered = true
    })
    // cheap requests do not wait
    await modest.client.request('account:get', {})
    // the four that are under way, and one for each account
    for (let next = 5; next <= 10; next += 1) {
      releaseOne()
      await until(() => asked === next, 'the next one begins')
    }
    await until(() => isAnswered, 'the other account is answered')
    const draining = setInterval(releaseOne, 5)
    await Promise.all([one, ...many])
    clearInterval(draining)
    for (const { client } of [greedy, modest]) client.close()
  })

  it('send no query for a customer who has disconnected', async () => {
    const { client } = await arrive(gateway)
    for (let n = 0; n < 30; n += 1) client.socket.emit('recommendation:list', {})
    await until(() => asked === 4, 'the node answers as many at a time as it may')
    const other = await arrive(gateway)
    client.close()
    await until(async () => (await gauge(gateway, 'customerbackend_connections{namespace="/"}')) === 1, 'the node has noticed')
    const last = other.client.request('recommendation:list', {})
    const draining = setInterval(releaseOne, 5)
    await last
    clearInterval(draining)
    expect(asked).to.be.at.most(5)
    other.client.close()
  })
})
