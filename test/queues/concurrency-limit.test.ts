import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { ConcurrencyLimit } from '../../src/queues/concurrency-limit.ts'

/** Calls that the test ends one by one, and the order in which they began. */
const createWork = () => {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<void>((end) => ends.push(end))
  }
  const endOne = async () => {
    ends.shift()?.()
    await sleep(0)
  }
  return { begun, work, endOne }
}

const reasons = (outcomes: readonly PromiseSettledResult<unknown>[]) =>
  outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))

describe('a concurrency limit', () => {
  it('takes turns between the keys, no matter how many calls one of them has', async () => {
    const { limit } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 100 })
    const { begun, work, endOne } = createWork()
    const many = Array.from({ length: 30 }, (_, n) => limit('greedy', work(`greedy ${n}`)))
    const one = limit('modest', work('modest'))
    for (let n = 0; n < 31; n += 1) await endOne()
    await Promise.all([...many, one])
    expect(begun.indexOf('modest')).to.be.at.most(2)
    expect(begun.filter((name) => name !== 'modest')).to.deep.equal(many.map((_, n) => `greedy ${n}`))
  })

  it('refuses the newest call of the key with the most calls when the queue is full', async () => {
    const { limit, queued } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 3 })
    const { begun, work, endOne } = createWork()
    const calls = [...[0, 1, 2, 3].map((n) => limit('greedy', work(`greedy ${n}`))), limit('modest', work('modest'))]
    const settled = Promise.allSettled(calls)
    expect(queued()).to.equal(3)
    for (const _ of calls) await endOne()
    expect(reasons(await settled)).to.deep.equal([3])
    expect(begun).to.include('modest')
    expect(queued()).to.equal(0)
  })

  it('makes room in a full queue by refusing those who are gone', async () => {
    const { limit, queued } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 3 })
    const { begun, work, endOne } = createWork()
    let hasLeft = false
    const calls = [0, 1, 2, 3].map((n) => limit('a', work(`a ${n}`), () => hasLeft && n === 2))
    hasLeft = true
    calls.push(limit('a', work('a 4')))
    const settled = Promise.allSettled(calls)
    expect(queued()).to.equal(3)
    for (const _ of calls) await endOne()
    expect(reasons(await settled)).to.deep.equal([2])
    expect(begun).to.deep.equal(['a 0', 'a 1', 'a 3', 'a 4'])
  })

  it('does no work for a caller who is gone before it begins', async () => {
    const { limit } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 3 })
    const { begun, work } = createWork()
    expect(reasons(await Promise.allSettled([limit('a', work('a'), () => true)]))).to.deep.equal([0])
    expect(begun).to.deep.equal([])
  })

  it('skips the work of a caller who is gone, and continues', async () => {
    const { limit } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 10 })
    const { begun, work, endOne } = createWork()
    const calls = [limit('a', work('a')), limit('b', work('b'), () => true), limit('c', work('c'))]
    const settled = Promise.allSettled(calls)
    for (const _ of calls) await endOne()
    expect(reasons(await settled)).to.deep.equal([1])
    expect(begun).to.deep.equal(['a', 'c'])
  })

  it('takes the next call after one that failed', async () => {
    const { limit } = new ConcurrencyLimit({ atOnce: 1, maxQueued: 10 })
    const failing = limit('a', () => Promise.reject(new Error('failed'))).catch((error: Error) => error.message)
    expect(await Promise.all([failing, limit('a', async () => 'done')])).to.deep.equal(['failed', 'done'])
  })
})
