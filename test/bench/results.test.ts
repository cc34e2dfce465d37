import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import { compare, comparisonCells } from '../../bench/loadtest/compare.ts'
import { intervalsToCsv, overTimeFile, requestsToCsv } from '../../bench/loadtest/csv.ts'
import { merge } from '../../bench/loadtest/merge.ts'
import { type Outcome, outcomeSchema } from '../../bench/loadtest/outcome.ts'
import { toHtml } from '../../bench/loadtest/report.ts'
import { checkShares } from '../../bench/loadtest/shares.ts'
import { applyThresholds, describeThreshold, parseThreshold, type Threshold } from '../../bench/loadtest/thresholds.ts'
import { evenly, noCounts, outcomeOf, pointOf, rowOf } from './outcomes.ts'

const thresholdOf = (text: string): Threshold => {
  const parsed = parseThreshold(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed
}

describe('A threshold of the load tester', () => {
  const outcome = outcomeOf({
    rows: [rowOf('order:place', evenly(1000, 200), { ok: 985, refused: 10, failed: 5 }), rowOf('any request', [1, 2, 3])],
    endedAt: 10,
  })
  const results = (...texts: string[]) => applyThresholds(outcome, texts.map(thresholdOf)).thresholds

  it('compares a figure of one request with a number', () => {
    const limits: [text: string, passes: boolean][] = [
      ['order:place:p99<200', true],
      ['order:place:p99<198', false],
      ['order:place:p50 <= 101 ms', true],
      ['order:place:p99.9<199', false],
      ['order:place:mean<101', true],
      ['order:place:max<=201', true],
      ['order:place:rate>=100/s', true],
      ['order:place:rate>100', false],
      ['order:place:failed<=0.5%', true],
      ['order:place:failed<5', false],
      ['order:place:refused<=1%', true],
      ['any request:failed<=0', true],
    ]
    expect(results(...limits.map(([text]) => text)).map(({ threshold, passed }) => [threshold, passed])).to.deep.equal(limits)
  })

  it('that is crossed fails the run, and is named with the value', () => {
    const { passed, thresholds } = applyThresholds(outcome, ['order:place:p99<150', 'order:place:failed<1%'].map(thresholdOf))
    expect(passed).to.equal(false)
    expect(thresholds.map(describeThreshold)).to.deep.equal(['order:place:p99<150: 198 ms', 'order:place:failed<1%: 0.5 %'])
    expect(applyThresholds(outcome, [thresholdOf('order:place:p99<250')]).passed).to.equal(true)
  })

  it('of a request that was never sent is crossed', () => {
    const [result] = results('order:cancel:p99<200')
    expect(result).to.deep.equal({ threshold: 'order:cancel:p99<200', value: null, passed: false })
  })

  it('that is wrong is answered with what to write instead', () => {
    const wrong: [text: string, says: string][] = [
      ['order:place', 'must be REQUEST:METRIC<NUMBER'],
      ['order:plac:p99<5', 'Do you mean order:place?'],
      ['nothing:p99<5', 'There are: any request, connect'],
      ['order:place:p98<5', 'there is no metric p98. There are: mean, p50'],
      ['order:place:p99<5%', 'only declined, refused, failed can be a percentage'],
      ['order:place:failed<5ms', 'failed is not a time'],
      ['order:place:p99<5/s', 'only rate is a number per second'],
    ]
    for (const [text, says] of wrong) expect(parseThreshold(text), text).to.be.a('string').that.includes(says)
  })
})

describe('Results of several generators', () => {
  it('may have more refusals in one generator than in all together', () => {
    const part = (refused: number, answers: number) =>
      outcomeOf({
        rows: [rowOf('any request', evenly(answers, 10), { ok: answers - refused, refused })],
        counts: { ...noCounts, orders: 1 },
      })
    const judge = (...parts: [Outcome, ...Outcome[]]) => applyThresholds(checkShares(merge(parts), 1), []).passed
    expect(judge(part(20, 1000), part(0, 2000))).to.equal(true)
    expect(judge(part(20, 1000), part(20, 1000))).to.equal(false)
  })

  it('are one result: percentiles of all values, sums of counts, intervals on one clock', () => {
    const quick = outcomeOf({
      rows: [rowOf('order:place', evenly(900, 10))],
      points: [pointOf(1, [1, 1], 5), pointOf(2, [1], 5)],
      counts: { ...noCounts, orders: 3 },
      refusals: [['order:place: busy', 1]],
    })
    const slow = outcomeOf({
      startedAt: '2026-01-01T12:00:01.000Z',
      rows: [rowOf('order:place', evenly(100, 1000)), rowOf('menu:list', [5])],
      points: [pointOf(1, [100], 7), pointOf(2, [], 7)],
      counts: { ...noCounts, orders: 1 },
      refusals: [
        ['connect: busy', 5],
        ['order:place: busy', 2],
      ],
    })
    const merged = merge([quick, slow])
    const place = merged.rows.find(({ kind }) => kind === 'order:place')
    expect(place?.ok).to.equal(1000)
    expect(place?.p50).to.be.closeTo(5.6, 0.1)
    // 99 % of all values together; the mean of the two p99 would be 500
    expect(place?.p99).to.be.closeTo(900, 2)
    expect(merged.rows.map(({ kind }) => kind)).to.have.members(['order:place', 'menu:list'])
    expect(merged.counts.orders).to.equal(4)
    expect(merged.clients).to.equal(20)
    expect(merged.refusals).to.deep.equal([
      ['connect: busy', 5],
      ['order:place: busy', 3],
    ])
    expect(merged.points.map(({ at, connected, counts }) => [at, connected, counts.orders])).to.deep.equal([
      [1, 5, 2],
      [2, 12, 2],
      [3, 7, 0],
    ])
    expect(merged.points[1]?.kinds['any request']?.max).to.be.closeTo(100, 2)
    expect(merged.generators).to.have.length(2)
    expect(merged.endedAt).to.equal(11)
  })

  it('fail if a check of one of them has failed', () => {
    const failed = outcomeOf({ checks: [{ name: 'gap', sentence: 'No feed has a gap', checked: 5, failed: 2, examples: ['a', 'b'] }] })
    const { passed, checks } = merge([outcomeOf(), failed, failed])
    expect(passed).to.equal(false)
    expect(checks.find(({ name }) => name === 'gap')).to.include({ checked: 11, failed: 4 })
  })

  it('of one generator stay what they are', () => {
    const outcome = outcomeOf({ rows: [rowOf('order:place', evenly(500, 90))], points: [pointOf(1, [3, 4]), pointOf(2, [7])] })
    const merged = merge([outcome])
    expect({ ...merged, rows: [], points: [] }).to.deep.equal({ ...outcome, rows: [], points: [] })
    expect(merged.rows[0]?.p99).to.be.closeTo(outcome.rows[0]?.p99 ?? 0, 0.1)
  })
})

describe('Two results compared', () => {
  const of = (ms: number, count = 1000) =>
    outcomeOf({ rows: [rowOf('order:place', evenly(count, ms)), rowOf('any request', evenly(count, ms))] })
  const tolerance = { percent: 10, ms: 1 }
  const worse = (before: ReturnType<typeof of>, after: ReturnType<typeof of>) =>
    compare(before, after, tolerance)
      .differences.filter(({ verdict }) => verdict === 'worse')
      .map(({ kind, figure }) => `${kind} ${figure}`)

  it('find what is slower by more than the tolerance', () => {
    expect(compare(of(100), of(105), tolerance).isWorse).to.equal(false)
    expect(compare(of(100), of(120), tolerance).isWorse).to.equal(true)
    expect(worse(of(100), of(120))).to.include.members(['order:place p50', 'order:place p99'])
    expect(compare(of(120), of(100), tolerance).isWorse).to.equal(false)
  })

  it('ignore a difference of less than a millisecond, however many per cent it is', () => {
    expect(compare(of(1), of(1.9), tolerance).isWorse).to.equal(false)
    expect(compare(of(1), of(1.9), { percent: 10, ms: 0 }).isWorse).to.equal(true)
  })

  it('ignore one refusal of a request that is rare, and find those of many', () => {
    const withRow = (kind: string, count: number, refused: number) =>
      outcomeOf({ rows: [rowOf(kind, evenly(count, 10), { ok: count - refused, refused })] })
    expect(worse(withRow('order:cancel', 40, 0), withRow('order:cancel', 40, 1))).to.deep.equal([])
    expect(worse(withRow('any request', 1400, 0), withRow('any request', 1400, 20))).to.deep.equal(['any request refused or failed'])
  })

  it('compare a percentile only with enough answers', () => {
    const { differences, notes } = compare(of(100, 20), of(300, 20), tolerance)
    const p99 = differences.find(({ kind, figure }) => kind === 'order:place' && figure === 'p99')
    expect(p99?.verdict).to.equal('too few')
    expect(notes.join('\n')).to.match(/\d+ figures have too few answers/)
  })

  it('find more failures, a lower rate, and a check that fails now', () => {
    const before = of(100)
    const after = { ...of(100, 500), endedAt: 10 }
    expect(worse(before, after)).to.deep.equal(['any request rate'])
    const failing = { ...before, rows: [rowOf('order:place', evenly(1000, 100), { ok: 980, failed: 20 })] }
    expect(worse(before, failing)).to.deep.equal(['order:place refused or failed'])
    const [check, ...checks] = before.checks
    if (!check) throw new Error('no checks')
    const broken = compare(before, { ...before, checks: [{ ...check, failed: 1 }, ...checks] }, tolerance)
    expect(broken.isWorse).to.equal(true)
    expect(broken.notes).to.include(`failed now: ${check.sentence} (1)`)
  })

  it('say which parameters and versions differ, and show each figure with its change', () => {
    const before = of(100)
    const after = { ...of(150), parameters: { clients: '20', ramp: '1 s' }, gateways: ['0.2.0 (ws)'] }
    const comparison = compare(before, after, tolerance)
    expect(comparison.notes).to.include.members(['--clients: 10 → 20', 'gateway: 0.1.0 (uws) → 0.2.0 (ws)'])
    const cells = comparisonCells(comparison).filter(([kind]) => kind === 'order:place')
    expect(cells.map(([, figure]) => figure)).to.deep.equal(['mean', 'p50', 'p90', 'p95', 'p99'])
    const p99 = cells.find(([, figure]) => figure === 'p99')
    expect(p99).to.deep.equal(['order:place', 'p99', '99 ms', '148.6 ms', '+50.1 %', 'worse'])
  })
})

describe('A result as a file', () => {
  const outcome = applyThresholds(
    outcomeOf({
      rows: [rowOf('order:place', evenly(100, 50), { refused: 3 }), rowOf('menu:list', [1.234])],
      points: [pointOf(1, [1, 2]), pointOf(2, [])],
    }),
    [thresholdOf('order:place:p99<10')],
  )

  it('is JSON that is read again as it was', () => {
    expect(outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).to.deep.equal(outcome)
  })

  it('is CSV with a row for each request', () => {
    const rows = parse(requestsToCsv(outcome), { columns: true, cast: true })
    expect(rows).to.have.length(2)
    expect(rows[0]).to.include({ request: 'order:place', answers: 103, ok: 100, refused: 3, p99_ms: 49.503 })
    expect(rows[1]).to.include({ request: 'menu:list', max_ms: 1.234 })
  })

  it('is CSV with a row for each interval', () => {
    const rows = parse(intervalsToCsv(outcome), { columns: true, cast: true })
    expect(rows).to.have.length(1)
    expect(rows[0]).to.include({ at_s: 1, request: 'any request', answers: 2, orders: 2 })
    expect(overTimeFile('run.csv')).to.equal('run-over-time.csv')
    expect(overTimeFile('run')).to.equal('run-over-time')
  })

  it('is one page that loads nothing, and names parameters, versions, machine and the crossed threshold', () => {
    const page = toHtml(outcomeOf({ ...outcome, parameters: { mix: '<b>"&' }, refusals: [['<script>', 1]] }))
    expect(page).to.include('A threshold was crossed').and.to.include('order:place:p99&#60;10: 49.5 ms')
    expect(page).to.include('0.1.0 (uws)').and.to.include('0.1.0 (abc)').and.to.include('Linux 6')
    expect(page).to.include('&#60;b&#62;&#34;&#38;').and.to.include('&#60;script&#62;')
    expect(page).not.to.match(/NaN|undefined|\b(src|href)=|@import|url\(/)
  })
})
