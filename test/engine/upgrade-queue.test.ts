import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import { createUpgradeQueue } from '../../src/engine/wire/upgrade-queue.ts'

const returning = Buffer.from('again')
const fresh = Buffer.from('new')

describe('the queue of upgrades', () => {
  const fill = (counts: { newcomers: number; returning: number; silent: number }) => {
    let mayOpen = false
    const order: string[] = []
    const queue = createUpgradeQueue({ mayOpen: () => mayOpen, returns: (message) => message.equals(returning) })
    const add = (kind: string) => queue.add(() => order.push(kind))
    for (let n = 0; n < counts.silent; n += 1) add('silent')
    for (let n = 0; n < counts.returning; n += 1) add('returning').onFirstMessage(returning)
    for (let n = 0; n < counts.newcomers; n += 1) add('new').onFirstMessage(fresh)
    const open = async () => {
      mayOpen = true
      while (queue.size() > 0) await new Promise((resolve) => setTimeout(resolve, 1))
      return order
    }
    return { queue, open }
  }

  it('opens four newcomers for twelve that return', async () => {
    const order = await fill({ newcomers: 20, returning: 40, silent: 0 }).open()
    expect(order.slice(0, 16)).to.deep.equal([...Array(4).fill('new'), ...Array(12).fill('returning')])
    expect(order).to.have.length(60)
  })

  it('opens those that have said nothing after all others', async () => {
    const order = await fill({ newcomers: 20, returning: 1, silent: 20 }).open()
    expect(order.slice(0, 21)).not.to.contain('silent')
    expect(order).to.have.length(41)
  })

  it('forgets those that leave, and opens no more in a turn afterwards', async () => {
    const order: number[] = []
    const queue = createUpgradeQueue({})
    for (let n = 0; n < 5; n += 1) queue.add(() => order.push(-1)).leave()
    expect(queue.size()).to.equal(0)
    for (let n = 0; n < 40; n += 1) queue.add(() => order.push(n))
    await nextTurn()
    expect(order.length).to.be.at.most(16)
    while (queue.size() > 0) await nextTurn()
    expect(order).to.deep.equal(Array.from({ length: 40 }, (_, n) => n))
  })
})
