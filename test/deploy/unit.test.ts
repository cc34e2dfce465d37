/** The unit of deploy/, judged by systemd itself, without a running one. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { itWith } from '../support/install.ts'
import { root } from '../support/root.ts'

describe('the systemd unit', () => {
  const unit = join(root, 'deploy/customerbackend.service')

  itWith('systemd-analyze')('exposes little: less than 4 of 10', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['security', '--no-pager', '--offline=true', '--threshold=40', unit], {
      encoding: 'utf8',
    })
    expect(stdout, stderr).to.include('Overall exposure level for customerbackend.service')
    // a directive that systemd does not know is a warning
    expect([status, stderr]).to.deep.equal([0, ''])
  })

  it('is started again after every failure, gives a drain its time, and starts programs that a build makes', async () => {
    const text = await readFile(unit, 'utf8')
    const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1]
    expect(setting('StartLimitIntervalSec')).to.equal('0')
    expect(setting('Restart')).to.equal('always')
    expect(setting('KillMode')).to.equal('mixed')
    expect(Number(setting('TimeoutStopSec'))).to.be.above(25)
    const programs = [...text.matchAll(/^ExecStart(?:Pre)?=\/usr\/bin\/node (\S+)/gm)].map(([, path = '']) => path)
    expect(programs).to.have.length(2)
    for (const path of programs) expect(existsSync(join(root, path)), path).to.equal(true)
  })
})
