import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { type Crowd, gather, mintTokens } from '../support/crowd.ts'
import { upTo } from '../support/feed.ts'
import { makePerson, startTestGateway } from '../support/gateway.ts'
import { gauge } from '../support/metrics.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'

const isLookup = (sql: string) => sql.includes('s.token_hash = any')
const isReplay = (sql: string) => sql.includes('from resume_feeds(')

/** A gateway whose first session look-up lasts until the rest of the crowd waits behind it. */
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
    await until(async () => (await gauge(gateway, 'customerbackend_newcomers_waiting')) >= crowdSize - 1, 'all but the first wait')
    release()
    await crowd.arrived
    expect(crowd.ready).to.have.length(crowdSize)
  }
  return { gateway, letIn, count: (fits: (sql: string) => boolean) => queries.filter(fits).length }
}

describe('a storm of customers', () => {
  it('costs one query of sessions and one of feeds for each batch', async () => {
    const { gateway, letIn, count } = await startBlocked(200)
    const tokens = await mintTokens(gateway.database, 200)
    const crowd = gather(
      gateway.url,
      tokens.map((token) => ({ token })),
    )
    await letIn(crowd)
    // the first one alone, then 199 in batches of 32; on a busy machine some retry later
    expect(count(isLookup)).to.be.within(8, 8 + crowd.retries())
    expect(count(isReplay)).to.be.within(2, 8 + crowd.retries())
    crowd.leave()
    await gateway.stop()
  })

  it('is admitted with resuming customers first', async () => {
    const { gateway, letIn } = await startBlocked(120)
    const tokens = await mintTokens(gateway.database, 120)
    const feed = { epoch: '01a209ab-344d-72e6-9748-94c7a60b6b0d', seq: 0 }
    // a hundred without a position, followed by twenty who resume
    const crowd = gather(
      gateway.url,
      tokens.map((token, n) => (n < 100 ? { token } : { token, feed })),
    )
    await letIn(crowd)
    const [first, ...others] = crowd.ready
    expect(first).to.be.lessThan(100)
    // all of them are in the next batch of 32
    expect(others.slice(0, 32)).to.include.members(upTo(20).map((n) => 99 + n))
    crowd.leave()
    await gateway.stop()
  })

  it('does not delay the answers of connected customers', async () => {
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
    // 1,500 are admitted in batches of 32; connected customers are served between the batches
    expect(waits.length, `waited ${waits.map(Math.round).join(', ')} ms`).to.be.greaterThan(1500 / 32)
    insider.close()
    crowd.leave()
    await gateway.kill('SIGKILL')
    await drop()
  })
})
