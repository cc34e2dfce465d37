import { execFileSync } from 'node:child_process'
import { expect } from 'chai'

describe('the flags of V8', () => {
  it('are known to this version of Node: it starts with others too, and says no more than a line', () => {
    expect(execFileSync(process.execPath, ['--no-parallel-scavenge', '--print', '1'], { encoding: 'utf8' })).to.equal('1\n')
  })
})
