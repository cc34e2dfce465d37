import { expect } from 'chai'
import { createPacing } from '../../src/sockets/handshake/pacing.ts'

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
})
