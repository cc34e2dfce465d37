import { expect } from 'chai'
import { Freshness } from '../../src/gateway/freshness.ts'

describe('the copy of the menu', () => {
  /** The positions at which it is read, of those at which PostgreSQL's log ends one after the other. */
  const readAt = (...written: (string | null)[]) => {
    const freshness = new Freshness()
    return written.map((position) => {
      const isOld = freshness.isOld(position)
      if (isOld) freshness.read()
      return isOld
    })
  }

  it('is read after every write, and once more: a commit may not have been visible yet', () => {
    expect(readAt('0/1', '0/1', '0/1', '0/1', '0/2', '0/2', '0/2')).to.deep.equal([true, true, false, false, true, true, false])
    expect(readAt('0/1', '0/2', '0/3', '0/3', '0/3')).to.deep.equal([true, true, true, true, false])
  })

  it('is read each time where PostgreSQL does not say what was written, as a replica does not', () => {
    expect(readAt(null, null, null)).to.deep.equal([true, true, true])
  })

  it('is read until it succeeds', () => {
    const freshness = new Freshness()
    expect([1, 2, 3].map(() => freshness.isOld('0/1'))).to.deep.equal([true, true, true])
  })
})
