import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Client, connectClient } from '../support/client.ts'
import { gather, mintTokens } from '../support/crowd.ts'
import { engineName } from '../support/engine.ts'
import { upTo } from '../support/feed.ts'
import { makePerson } from '../support/gateway.ts'
import { recordResult } from '../support/hostile.ts'
import { anyDish, placement } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

/** Places orders one after another until the connection closes. Resolves with the requests that were acknowledged. */
const placeUntilTheEnd = async (client: Client<'/'>, productId: string): Promise<string[]> => {
  const acknowledged: string[] = []
  for (;;) {
    const requestId = randomUUID()
    const gone = new Promise<undefined>((resolve) => client.socket.once('disconnect', () => resolve(undefined)))
    const answer = await Promise.race([client.raw('order:place', placement(productId, { requestId })), gone])
    if (!answer || !client.socket.connected) return acknowledged
    if (answer.ok) acknowledged.push(requestId)
    else expect(answer.error).to.include({ reason: 'draining', retryable: true })
  }
}

describe(`SIGTERM (${engineName})`, () => {
  it('sends off 2,000 sockets at different moments, loses no acknowledged order, and exits with 0 within 25 s', async () => {
    const database = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: database.url })
    const productId = (await anyDish(database)).id
    const tokens = await mintTokens(database.database, 2000)
    const crowd = gather(
      gateway.url,
      tokens.map((token) => ({ token })),
    )
    await crowd.arrived
    expect(crowd.ready).to.have.length(2000)
    const people = await Promise.all(upTo(20).map(() => makePerson(database.database)))
    const clients = await Promise.all(people.map(({ token }) => connectClient(gateway.url, '/', { token })))
    const busy = Promise.all(clients.map((client) => placeUntilTheEnd(client, productId)))
    const metrics = async () => (await fetch(`${gateway.url}/metrics`)).text()
    await until(async () => /event="order:place",code="ok"\} [1-9]/.test(await metrics()), 'the first order is placed')

    const told = performance.now()
    // after 25 s the gateway would exit with 1
    expect(await gateway.kill('SIGTERM')).to.equal(0)
    const tookMs = performance.now() - told

    const acknowledged = (await busy).flat()
    expect(acknowledged).not.to.have.length(0)
    const [kept] = await database.database.query<{ orders: number }>(
      'select count(*) as orders from orders where request_id = any ($1::uuid[])',
      [acknowledged],
    )
    expect(kept?.orders).to.equal(acknowledged.length)
    await until(() => crowd.closed() === 2000, 'every connection has closed')
    expect(crowd.goodbyes).to.have.length(2000)
    // 2,000 clients that come back at once would be a storm
    const seconds = new Set(crowd.goodbyes.map((at) => Math.floor((at - told) / 1000)))
    expect(seconds.size, 'goodbyes in so many seconds').to.be.at.least(7)
    recordResult(
      'SIGTERM under load',
      `2000 sockets, 20 customers who order, ${acknowledged.length} orders acknowledged`,
      `exit 0 after ${(tookMs / 1000).toFixed(1)} s, no acknowledged order lost, a different moment for each socket`,
    )
    await database.drop()
  })
})
