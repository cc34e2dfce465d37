import { expect } from 'chai'
import { Outage } from '../../src/database/outage.ts'
import { until } from '../support/until.ts'

describe('the log about an outage of the database', () => {
  it('has the cause of each, also of one soon after another', async () => {
    const lines: unknown[] = []
    const outage = new Outage({ warn: (...line: unknown[]) => void lines.push(line) })
    const reasons = () => lines.flatMap((line) => /"reason":"(\w+)"/.exec(JSON.stringify(line))?.[1] ?? [])
    // longer and longer pauses
    await until(() => {
      outage.failed('unreachable', 'x')
      return lines.length === 3
    }, 'three lines')
    await until(() => {
      outage.worked()
      return lines.length === 4
    }, 'it is over')
    outage.failed('cannot_save', 'y')
    expect(reasons()).to.deep.equal(['unreachable', 'unreachable', 'unreachable', 'cannot_save'])
  })
})
