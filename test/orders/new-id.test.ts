import { expect } from 'chai'
import { validate, version } from 'uuid'
import { newId } from '../../src/orders/new-id.ts'

describe('ids of orders and payments', () => {
  it('are distinct UUIDs of version 7 with the time, each greater than the one before', () => {
    const before = Date.now()
    const ids = Array.from({ length: 100_000 }, newId)
    const after = Date.now()
    expect(ids.filter((id) => !validate(id) || version(id) !== 7)).to.deep.equal([])
    expect(ids.filter((id, at) => at > 0 && id <= (ids[at - 1] ?? ''))).to.deep.equal([])
    const times = ids.map((id) => Number.parseInt(id.replace('-', '').slice(0, 12), 16))
    expect(times.filter((time) => time < before || time > after)).to.deep.equal([])
    // what follows the time and the number of an id
    expect(new Set(ids.map((id) => id.slice(-12))).size).to.equal(100_000)
  })
})
