import { expect } from 'chai'
import { help, readOptions } from '../../bench/options.ts'
import { lookIn } from '../../bench/scenario.ts'
import { scenarios } from '../../bench/scenarios.ts'

const namesOf = (...args: string[]) => readOptions(args)?.chosen.map(({ name }) => name)

describe('npm run bench', () => {
  it('runs every scenario but those that take hours, or those that are named', () => {
    expect(namesOf()).to.include.members(['place', 'connect', 'storm']).and.not.to.include.members(['growth', 'snapshot'])
    expect(namesOf('growth', 'place')).to.deep.equal(['place', 'growth'])
  })

  it('runs three to nine rounds, or as many as you say', () => {
    expect(readOptions([])?.limits).to.deep.equal({ least: 3, most: 9, minutes: 60 })
    expect(readOptions(['--quick'])?.limits).to.include({ least: 1, most: 1 })
    expect(readOptions(['--rounds', '2', '--minutes', '5'])?.limits).to.deep.equal({ least: 2, most: 2, minutes: 5 })
  })

  it('says what is wrong with an argument', () => {
    const wrong: [args: string[], says: string][] = [
      [['plaec'], 'There is no scenario plaec. The scenarios are place, '],
      [['--rounds', 'many'], '--rounds must be a whole number from 1 to 9999'],
      [['--minutes', '0'], '--minutes must be a whole number from 1 to 9999'],
      [['--fast'], "Unknown option '--fast'"],
      [['--quick', '--anyway'], 'leave out --anyway'],
    ]
    for (const [args, says] of wrong) expect(() => readOptions(args), args.join(' ')).to.throw(says)
  })

  it('lists each scenario with its duration in the help', () => {
    expect(readOptions(['--help'])).to.equal(undefined)
    for (const { name, minutes } of scenarios)
      expect(help).to.match(new RegExp(`^  ${name} +${minutes === undefined ? '' : '\\d+ min'}`, 'm'))
  })

  it('has a limit for each target, also when nothing was measured', () => {
    for (const { name, targets } of scenarios)
      for (const { what, wanted, value } of targets(lookIn([]))) {
        expect('atLeast' in wanted ? wanted.atLeast : wanted.atMost, `${name}: ${what}`).to.be.finite
        expect(Number.isFinite(value), `${name}: ${what} has a value that was not measured`).to.equal(false)
      }
  })
})
