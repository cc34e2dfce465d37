import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { type Crowd, gather, mintTokens } from '../support/crowd.ts'
import { upTo } from '../support/feed.ts'
import { makePerson, startTestGateway } from '../support/gateway.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'

const isLookup = (sql: string) => sql.includes('from sessions s join accounts')
const isReplay = (sql: string) => sql.includes('as recovered')

/** A gateway whose first look-up of a session takes until all but one of the crowd wait behind it. */
const startBlocked = async (crowdSize: number) => {
  const queries: string[] = []
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const gateway = await startTestGateway({
    onQuery: (sql) => {
      queries.push(sql)
      return isLookup(sql) ? released : undefined
    },
  })
  const letIn = async (crowd: Crowd) => {
    while (!(await (await fetch(`${gateway.url}/metrics`)).text()).includes(`customerbackend_newcomers_waiting ${crowdSize - 1}\n`));
    release()
    await crowd.arrived
    expect(crowd.ready).to.have.length(crowdSize)
  }
  return { gateway, letIn, count: (fits: (sql: string) => boolean) => queries.filter(fits).length }
}

describe('a storm of customers', () => {
  it('costs one query of sessions and one of feeds for each batch of them', async () => {
    const { gateway, letIn, count } = await startBlocked(400)
    const tokens = await mintTokens(gateway.database, 400)
    const crowd = gather(
      gateway.url,
      tokens.map((token) => ({ token })),
    )
    await letIn(crowd)
    // the first one alone, and then 399 by 32
    expect(count(isLookup)).to.equal(14)
    expect(count(isReplay)).to.be.within(2, 14)
    crowd.leave()
    await gateway.stop()
  })

  it('is let in with those first who resume', async () => {
    const { gateway, letIn } = await startBlocked(250)
    const tokens = await mintTokens(gateway.database, 250)
    const feed = { epoch: '01a209ab-344d-72e6-9748-94c7a60b6b0d', seq: 0 }
    // two hundred who begin anew, and after them fifty who resume
    const crowd = gather(
      gateway.url,
      tokens.map((token, n) => (n < 200 ? { token } : { token, feed })),
    )
    await letIn(crowd)
    const [first, ...others] = crowd.ready
    expect(first).to.be.lessThan(200)
    // all of them are in the next two batches of 32
    expect(others.slice(0, 64)).to.include.members(upTo(50).map((n) => 199 + n))
    crowd.leave()
    await gateway.stop()
  })

  it('leaves those who are in their answers', async function () {
    this.timeout(60_000)
    const { url, database, drop } = await createTestDatabase()
    const gateway = await startProcess({ DATABASE_URL: url })
    const tokens = await mintTokens(database, 1500)
    const insider = await connectClient(gateway.url, '/', { token: (await makePerson(database)).token })
    let over = false
    const crowd = gather(
      gateway.url,
      tokens.map((token) => ({ token })),
    )
    void crowd.arrived.then(() => {
      over = true
    })
    const waits: number[] = []
    while (!over) {
      const asked = performance.now()
      await insider.request('account:get', {})
      waits.push(performance.now() - asked)
    }
    expect(crowd.ready).to.have.length(1500)
    expect(waits.length, `waited ${waits.map(Math.round).join(', ')} ms`).to.be.greaterThan(20)
    insider.close()
    crowd.leave()
    await gateway.kill('SIGKILL')
    await drop()
  })
})
