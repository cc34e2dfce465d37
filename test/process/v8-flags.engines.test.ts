import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { root } from '../support/root.ts'

const script = "import { disableParallelScavenge } from './src/process/v8-flags.ts'; disableParallelScavenge()"

describe('the flags of V8', () => {
  it('are known to this version of Node: it starts with others too, and says no more than a line', () => {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' })
  })
})
