import { expect } from 'chai'
import fc from 'fast-check'
import { arrivalsOf, changesOf, parseDuration, parseStages, type Stages } from '../../bench/loadtest/schedule.ts'

const anyStages = fc
  .array(fc.record({ seconds: fc.integer({ min: 0, max: 100 }), to: fc.integer({ min: 0, max: 50 }) }), { minLength: 1, maxLength: 6 })
  .filter((stages) => stages.some(({ seconds }) => seconds > 0))

/** The level at a moment. */
const levelAt = (stages: Stages, moment: number): number => {
  let [begin, from] = [0, 0]
  for (const { seconds, to } of stages) {
    if (moment < begin + seconds) return from + ((to - from) * (moment - begin)) / seconds
    begin += seconds
    from = to
  }
  return from
}

const isSorted = (values: readonly number[]) => values.every((value, n) => n === 0 || value >= (values[n - 1] ?? 0) - 1e-9)

describe('Stages', () => {
  it('are times and levels', () => {
    expect(parseStages('30s:100,2m:500, 1.5h:0')).to.deep.equal([
      { seconds: 30, to: 100 },
      { seconds: 120, to: 500 },
      { seconds: 5400, to: 0 },
    ])
    for (const text of ['', '30s', '30s:', ':5', '30s:5:6', '30s:-5', '1d:5', '30s:0', '0s:5', 'a:b'])
      expect(parseStages(text), text).to.equal(undefined)
  })

  it('take times with and without a unit', () => {
    expect(['90', '90s', '1.5m', '1h', ' 2 '].map(parseDuration)).to.deep.equal([90, 90, 90, 3600, 2])
    expect(['', 's', '5 s', '-1', '1e3', '5d'].map(parseDuration)).to.deep.equal(Array(6).fill(undefined))
  })

  it('bring in and send away customers, so that as many are there as the level says', () => {
    fc.assert(
      fc.property(anyStages, fc.double({ min: 0, max: 1, noNaN: true }), (stages, share) => {
        const changes = [...changesOf(stages)]
        expect(isSorted(changes.map(({ at }) => at))).to.equal(true)
        const moment = share * stages.reduce((sum, { seconds }) => sum + seconds, 0)
        const there = changes.filter(({ at }) => at <= moment).reduce((sum, { by }) => sum + by, 0)
        const [before, after] = [levelAt(stages, Math.max(0, moment - 1e-6)), levelAt(stages, moment + 1e-6)]
        expect(there).to.be.within(Math.round(Math.min(before, after) - 0.5), Math.round(Math.max(before, after) + 0.5))
      }),
    )
  })

  it('as a rate bring in so many customers a second, evenly', () => {
    const steady = [
      { seconds: 0, to: 4 },
      { seconds: 10, to: 4 },
    ]
    const arrivals = [...arrivalsOf(steady)]
    expect(arrivals).to.have.length(40)
    expect(arrivals.slice(0, 3)).to.deep.equal([0.25, 0.5, 0.75])

    // from 0 to 10 a second within 10 s: the 50th comes at the end, and half of them in the last three seconds
    const rising = [...arrivalsOf([{ seconds: 10, to: 10 }])]
    expect(rising).to.have.length(50)
    expect(rising.at(-1)).to.be.closeTo(10, 1e-9)
    expect(rising.filter((at) => at <= Math.sqrt(50) + 1e-9)).to.have.length(25)
  })

  it('as a rate lose no customer between two stages', () => {
    fc.assert(
      fc.property(anyStages, (stages) => {
        const arrivals = [...arrivalsOf(stages)]
        let [area, from] = [0, 0]
        for (const { seconds, to } of stages) {
          area += (seconds * (from + to)) / 2
          from = to
        }
        expect(arrivals.length).to.be.closeTo(area, 1)
        expect(isSorted(arrivals)).to.equal(true)
      }),
    )
  })
})
