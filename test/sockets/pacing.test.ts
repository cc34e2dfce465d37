import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { createPacing } from '../../src/sockets/handshake/pacing.ts'
import { until } from '../support/until.ts'

/** Occupies the event loop: each of its turns takes 6 ms. */
const occupy = () => {
  let [turns, over] = [0, false]
  const turn = () => {
    turns += 1
    for (const until = performance.now() + 6; performance.now() < until; );
    if (!over) setImmediate(turn)
  }
  setImmediate(turn)
  return {
    turns: () => turns,
    stop: () => {
      over = true
    },
  }
}

describe('the pacing of handshakes', () => {
  it('does not let newcomers who come one by one wait as long as a full batch, although the event loop is busy', async () => {
    const { enter } = createPacing(() => undefined)
    const busy = occupy()
    const newcomers = 40
    for (let n = 0; n < newcomers; n += 1) await enter(false, async () => undefined)
    busy.stop()
    // one or two turns each; with the rest of a full batch it would be six
    expect(busy.turns() / newcomers).to.be.lessThan(3)
  })

  it('serves the connected after a full batch before it admits the next one', async () => {
    const { enter } = createPacing(() => undefined)
    const busy = occupy()
    const turnOf: number[] = []
    await Promise.all(Array.from({ length: 40 }, () => enter(false, async () => void turnOf.push(busy.turns()))))
    busy.stop()
    // the first alone, then 32, then the others
    expect(turnOf[32]).to.equal(turnOf[1])
    expect(turnOf[33]).to.be.greaterThan(turnOf[32] ?? Number.NaN)
  })

  it('admits a newcomer with the next batch, although many who resume a feed wait', async () => {
    const { enter } = createPacing(() => undefined)
    const order: string[] = []
    const resuming = Array.from({ length: 100 }, () => enter(true, async () => void order.push('resumes')))
    await Promise.all([...resuming, enter(false, async () => void order.push('new'))])
    // the first alone, then the first batch
    expect(order.indexOf('new')).to.be.at.most(32)
  })

  it('makes the engine hold back those whom a slow node would refuse after their wait', async () => {
    /** Undefined if the machine stood still meanwhile: then the node was slower than it could have learned. */
    const refusalsOf = async (count: number) => {
      const { enter, hasRoom } = createPacing(() => undefined)
      let longestMs = 0
      const admit = () =>
        enter(false, async () => {
          const began = performance.now()
          await sleep(500)
          longestMs = Math.max(longestMs, performance.now() - began)
        })
      // it learns how slow the node is
      await Promise.all(Array.from({ length: 33 }, admit))
      const admitted: Promise<unknown>[] = []
      while (admitted.length < count) {
        if (hasRoom()) admitted.push(admit())
        else await sleep(20)
      }
      const refusals = (await Promise.allSettled(admitted)).filter(({ status }) => status === 'rejected')
      return longestMs < 1000 ? refusals : undefined
    }
    expect(await until(() => refusalsOf(400), 'the machine has not stood still', 120_000)).to.deep.equal([])
  })

  it('makes the engine hold back more connections while many are open and have not sent CONNECT, but not for those that never do', async () => {
    const { opened, arrived, hasRoom } = createPacing(() => undefined)
    const connections = Array.from({ length: 600 }, () => ({}))
    for (const connection of connections) opened(connection)
    expect(hasRoom()).to.equal(false)
    for (const connection of connections) arrived(connection)
    expect(hasRoom()).to.equal(true)
    for (const connection of connections) opened(connection)
    await until(hasRoom, 'there is room although none of them has said a word')
  })
})
