import { expect } from 'chai'
import fc from 'fast-check'
import { intervalOf } from '../../bench/interval.ts'
import { runRounds } from '../../bench/rounds.ts'
import { type Row, type Scenario, summarize, type Target } from '../../bench/scenario.ts'
import { cellsOf, targetCellsOf } from '../../bench/table.ts'
import { judge } from '../../bench/verdict.ts'

const rowsOf = (gateway: number, stock = 1): Row[] => [
  { who: 'gateway', load: 'all', figures: { cpu: gateway } },
  { who: 'stock', load: 'all', figures: { cpu: stock } },
]

const scenarioOf = (target: Partial<Target> = {}): Pick<Scenario, 'name' | 'targets'> => ({
  name: 'test',
  targets: (look) => [
    {
      what: "times stock's",
      value: look('gateway', 'all', 'cpu') / look('stock', 'all', 'cpu'),
      wanted: { atMost: 0.5 },
      unit: '×',
      ...target,
    },
  ],
})

const verdicts = (rounds: Row[][], target?: Partial<Target>) => judge(scenarioOf(target), rounds).map(({ verdict }) => verdict)

describe('The interval of a figure', () => {
  it('is the t interval of the logarithms, so that half and double are equally far away', () => {
    const { value, from, to } = intervalOf([1, 2, 4])
    expect(value).to.be.closeTo(2, 1e-9)
    // ln 2 × 4.303 / √3
    expect(to / value).to.be.closeTo(Math.exp(Math.LN2 * (4.303 / Math.sqrt(3))), 1e-6)
    expect(value / from).to.be.closeTo(to / value, 1e-6)
  })

  it('is that of the values themselves where one is zero or negative', () => {
    const { value, from, to } = intervalOf([-1, 0, 1])
    expect(value).to.equal(0)
    expect(to).to.be.closeTo(4.303 / Math.sqrt(3), 1e-9)
    expect(from).to.equal(-to)
  })

  it('is unbounded with one round, a point if all rounds are equal, and unknown if a round has no value', () => {
    expect(intervalOf([1])).to.deep.equal({ value: 1, from: 0, to: Number.POSITIVE_INFINITY })
    expect(intervalOf([0, 0, 0])).to.deep.equal({ value: 0, from: 0, to: 0 })
    expect(intervalOf([1, Number.NaN]).value).to.be.NaN
    expect(intervalOf([]).value).to.be.NaN
  })

  it('always has the value in it, and scales with the figures', () => {
    const figures = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(figures, (values) => {
        const one = intervalOf(values)
        const ten = intervalOf(values.map((value) => 10 * value))
        expect(one.from).to.be.at.most(one.value * (1 + 1e-9))
        expect(one.to).to.be.at.least(one.value * (1 - 1e-9))
        expect(ten.to / one.to).to.be.closeTo(10, 1e-6)
      }),
    )
  })
})

describe('A target', () => {
  it('is met or missed if the whole interval is, and otherwise not decided', () => {
    expect(verdicts([rowsOf(0.3), rowsOf(0.31), rowsOf(0.29)])).to.deep.equal(['met'])
    expect(verdicts([rowsOf(0.8), rowsOf(0.81), rowsOf(0.79)])).to.deep.equal(['missed'])
    expect(verdicts([rowsOf(0.3), rowsOf(0.49), rowsOf(0.6)])).to.deep.equal(['not decided'])
    expect(verdicts([rowsOf(0.1)])).to.deep.equal(['not decided'])
    expect(verdicts([rowsOf(9), rowsOf(9.1), rowsOf(9)], { wanted: { atLeast: 5 } })).to.deep.equal(['met'])
  })

  it('compares the columns of the same round, so that noise common to both columns does not count', () => {
    expect(verdicts([rowsOf(0.45, 1), rowsOf(0.9, 2), rowsOf(1.8, 4)])).to.deep.equal(['met'])
  })

  it('counts the worst round where it says so', () => {
    const failures = { worst: true, wanted: { atMost: 0 } }
    expect(verdicts([rowsOf(0), rowsOf(0)], failures)).to.deep.equal(['met'])
    const [judged] = judge(scenarioOf(failures), [rowsOf(0), rowsOf(1), rowsOf(0)])
    expect(judged).to.include({ verdict: 'missed', value: 1 })
  })

  it('is not measured if a round has no value', () => {
    expect(verdicts([rowsOf(0.1), rowsOf(Number.NaN)])).to.deep.equal(['not measured'])
  })
})

describe('The rounds of a scenario', () => {
  /** Each round gives the next value; the last one repeats. */
  const run = (values: readonly number[], limits = { least: 3, most: 9, minutes: 60 }) => {
    let next = 0
    const round = async () => rowsOf(values[Math.min(next++, values.length - 1)] ?? Number.NaN)
    return runRounds(scenarioOf(), { round, limits, roots: [process.pid], anyway: true, show: () => undefined, say: () => undefined })
  }

  it('are three if every target is decided', async () => {
    expect((await run([0.3, 0.31, 0.3])).rounds).to.have.length(3)
  })

  it('are more while a target is not decided', async () => {
    const { rounds, isComplete } = await run([0.3, 0.6, 0.3])
    expect(rounds.length).to.be.within(4, 9)
    expect(judge(scenarioOf(), rounds)[0]?.verdict).to.equal('met')
    expect(isComplete).to.equal(true)
  })

  it('end at the maximum, and the target stays not decided', async () => {
    const { rounds } = await run([0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.5])
    expect(rounds).to.have.length(9)
    expect(judge(scenarioOf(), rounds)[0]?.verdict).to.equal('not decided')
  })

  it('end after the time allowed', async () => {
    expect((await run([0.3, 0.6], { least: 3, most: 9, minutes: 0 })).rounds).to.have.length(3)
  })
})

describe('The tables of the results', () => {
  it('show the median with the lowest and the highest round, and a dash where nothing was measured', () => {
    const figures = { cpu: { title: 'CPU-µs', digits: 0 } }
    expect(cellsOf({ figures }, summarize([rowsOf(1000), rowsOf(1200), rowsOf(1100)]))).to.deep.equal([
      ['', '', 'CPU-µs'],
      ['gateway', 'all', '1,100 (1,000 to 1,200)'],
      ['stock', 'all', '1'],
    ])
    expect(cellsOf({ figures }, summarize([rowsOf(Number.NaN)]))[1]).to.deep.equal(['gateway', 'all', '–'])
  })

  it('show the interval of each target beside its limit', () => {
    const judged = judge(scenarioOf({ limit: 'raw: 0.1 ×' }), [rowsOf(0.4), rowsOf(0.41), rowsOf(0.4)])
    expect(targetCellsOf(judged)[1]).to.deep.equal(["times stock's", '0.40 ×', '0.39 to 0.42', '≤ 0.5 ×', 'met', 'raw: 0.1 ×'])
  })
})
