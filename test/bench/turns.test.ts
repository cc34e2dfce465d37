import { expect } from 'chai'
import { takeTurns } from '../../bench/growth/turns.ts'

describe('Contenders of the bench that take turns', () => {
  it('go to and fro, so that a machine that becomes slower is as slow for each', async () => {
    const order: string[] = []
    const contenders = [{ load: 'few' }, { load: 'many' }, { load: 'most' }]
    const rows = await takeTurns('place', contenders, 4, async ({ load }) => {
      order.push(load)
      const slower = order.length
      return { latencies: Float64Array.of(slower), seconds: slower, node: slower, postgres: 2 * slower }
    })
    expect(order.join(' ')).to.equal('few many most most many few few many most most many few')
    expect(rows.map(({ who, load }) => `${who} ${load}`)).to.deep.equal(['place few', 'place many', 'place most'])
    expect(rows.map(({ figures }) => figures.node)).to.deep.equal([6.5, 6.5, 6.5])
  })

  it('have the sum of their slices', async () => {
    const slices = [
      { latencies: Float64Array.of(1, 1, 1, 1, 1, 1), seconds: 2, node: 60, postgres: 30 },
      { latencies: Float64Array.of(9, 9), seconds: 2, node: 20, postgres: 50 },
    ]
    const measure = async (_: { load: string }, n: number) => slices[n] ?? expect.fail('no such slice')
    const [row] = await takeTurns('place', [{ load: 'few' }], 2, measure)
    expect(row?.figures).to.deep.equal({ rate: 2, p50: 1, p99: 9, node: 10, postgres: 10 })
  })
})
