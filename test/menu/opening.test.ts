import { expect } from 'chai'
import fc from 'fast-check'
import { isWithin, nextChange, type Opening } from '../../src/menu/opening.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { randomHours } from '../support/random-shop.ts'

const minuteMs = 60_000

const zones = ['Europe/Bratislava', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']
const days = ['2026-03-28', '2026-03-29', '2026-10-25', '2026-10-26', '2026-11-01', '2026-04-05']

const opening: fc.Arbitrary<Opening> = fc.record({
  timeZone: fc.constantFrom(...zones),
  hours: fc.oneof(fc.constant(null), randomHours),
  specialDays: fc.dictionary(fc.constantFrom(...days), fc.constantFrom<string[]>([], ['10:00-14:00'], ['18:00-03:30', '04:00-04:15']), {
    maxKeys: 3,
  }),
})

/** Around the changes of the clock, to the minute. */
const moment = fc
  .tuple(fc.constantFrom(...days), fc.integer({ min: -1500, max: 3000 }))
  .map(([day, minutes]) => Date.parse(day) + minutes * minuteMs)

describe('the hours of the shop', () => {
  let target: TestDatabase

  before(async () => {
    target = await createTestDatabase()
  })
  after(() => target.drop())

  it('contain a moment as the clock of PostgreSQL shows it, in every time zone and on the nights when the clock changes', async () => {
    const cases = fc.sample(fc.tuple(opening, moment), { numRuns: 3000, seed: 5 })
    const inSql = await target.database.query<{ open: boolean }>(
      `select exists (
         select from (values (local::date, 0), (local::date - 1, 1440)) d(day, before)
         cross join lateral jsonb_array_elements_text(coalesce(
           c -> 'special' -> d.day::text,
           case when c -> 'hours' = 'null' then '["00:00-24:00"]' else c -> 'hours' -> lower(to_char(d.day, 'FMdy')) end, '[]')) i(span)
         cross join lateral (select 60 * left(i.span, 2)::int + substr(i.span, 4, 2)::int as opens, 60 * substr(i.span, 7, 2)::int + right(i.span, 2)::int as closes,
           d.before + extract(epoch from local::time) / 60 as passed) m
         where m.passed >= m.opens and m.passed < m.closes + case when m.closes <= m.opens then 1440 else 0 end
       ) as open
       from jsonb_array_elements($1) with ordinality e(c, n)
       cross join lateral (select to_timestamp((c ->> 'at')::double precision / 1000) at time zone (c ->> 'zone') as local) l order by n`,
      [JSON.stringify(cases.map(([{ hours, specialDays, timeZone }, at]) => ({ hours, special: specialDays, zone: timeZone, at })))],
    )
    const differing = cases.filter(([hours, at], n) => isWithin(hours, at) !== inSql[n]?.open)
    expect(differing.slice(0, 3)).to.deep.equal([])
    const open = inSql.filter((row) => row.open).length
    expect(open, 'both happen').to.be.within(300, 2700)
  })

  it('change next at the first minute that differs', () => {
    fc.assert(
      fc.property(opening, moment, (hours, at) => {
        const isOpen = isWithin(hours, at)
        const minutes = Array.from({ length: 3 * 1440 }, (_, n) => at + (n + 1) * minuteMs)
        const first = minutes.find((later) => isWithin(hours, later) !== isOpen)
        const change = nextChange(hours, at)
        // a change that is further away than the search by minutes
        if (first === undefined) expect(change ?? Number.POSITIVE_INFINITY).to.be.greaterThan(minutes.at(-1) ?? 0)
        else expect(change).to.equal(first)
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  it('go on past midnight, are empty on a holiday, and skip the hour that does not exist', () => {
    const bar: Opening = { timeZone: 'Europe/Bratislava', hours: { sat: ['18:00-02:30'] }, specialDays: { '2026-12-26': [] } }
    const at = (text: string) => isWithin(bar, Date.parse(text))
    expect(at('2026-11-28T23:00:00+01:00')).to.equal(true)
    expect(at('2026-11-29T02:29:00+01:00')).to.equal(true)
    expect(at('2026-11-29T02:30:00+01:00')).to.equal(false)
    expect(at('2026-12-26T20:00:00+01:00'), 'a holiday').to.equal(false)
    // on 29 March the clock jumps from 02:00 to 03:00
    expect(nextChange(bar, Date.parse('2026-03-28T20:00:00+01:00'))).to.equal(Date.parse('2026-03-29T03:00:00+02:00'))
    expect(nextChange(bar, Date.parse('2026-11-29T12:00:00+01:00'))).to.equal(Date.parse('2026-12-05T18:00:00+01:00'))
  })
})
