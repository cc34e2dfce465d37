/** `npm run release`, in repositories of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { z } from 'zod'
import { dateEntries, entriesOf } from '../../package/release/changelog.ts'
import { checkVersion, gitIn } from '../../package/release/repository.ts'
import { isLong, timeLimit } from '../support/hostile.ts'
import { root } from '../support/root.ts'

const head = '# Changelog\n\nText.\n\n## [Unreleased]\n'

describe('the changelog of a release', () => {
  it('has the entries under the version and its date, and keeps the heading for the next', () => {
    const dated = dateEntries(`${head}\n### Added\n\n- A thing.\n\n## [0.1.0] - 2026-01-02\n\n- The first.\n`, '0.2.0', '2026-11-27')
    expect(dated).to.include('## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n### Added\n')
    expect(entriesOf(dated, '0.2.0')).to.deep.equal({ date: '2026-11-27', notes: '### Added\n\n- A thing.\n' })
    expect(entriesOf(dated, '0.1.0')).to.deep.equal({ date: '2026-01-02', notes: '- The first.\n' })
  })

  it('is refused without an entry, without its heading, and with the version in it already', () => {
    const released = '## [0.1.0] - 2026-01-02\n\n- The first.\n'
    expect(() => dateEntries(`${head}\n### Added\n\n${released}`, '0.2.0', '')).to.throw('has no entry under')
    expect(() => dateEntries(`# Changelog\n\n${released}`, '0.2.0', '')).to.throw('has no heading "## [Unreleased]"')
    expect(() => dateEntries(`${head}\n- A thing.\n\n${released}`, '0.1.0', '')).to.throw('has 0.1.0 already')
    // a version is no pattern
    expect(() => dateEntries(`${head}\n- A thing.\n\n${released.replace('0.1.0', '0x1y0')}`, '0.1.0', '')).not.to.throw()
    expect(() => entriesOf(`${head}\n- A thing.\n`, '0.1.0')).to.throw('has no heading "## [0.1.0] - DATE"')
  })

  it('of this repository has known headings, each once in a version', () => {
    const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
    const [, unreleased = '', ...released] = text.split(/^## /m)
    expect(unreleased).to.match(/^\[Unreleased\]\n/)
    for (const version of released) expect(version).to.match(/^\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d{2}-\d{2}\n/)
    for (const version of [unreleased, ...released]) {
      const headings = [...version.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading)
      expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).to.include.members(headings)
      expect(headings).to.deep.equal([...new Set(headings)])
    }
  })
})

/** An empty repository with one commit, and what Git does in it. */
const makeRepository = () => {
  const folder = mkdtempSync(join(tmpdir(), 'customerbackend-repository-'))
  const git = gitIn(folder)
  git('init', '--quiet', '--initial-branch', 'main')
  git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'First')
  return { folder, git }
}

describe('a release', () => {
  it('is refused with a version that is none, or older, with a tag that exists, with changes, and without a branch', () => {
    const { folder, git } = makeRepository()
    const check = (version: string, current = '1.2.3') => checkVersion(git, { version, current, isDryRun: false })
    for (const version of ['1.2', 'v1.2.4', '1.2.4+build', '01.2.4', '1.2.4 ', '--help', ''])
      expect(() => check(version), version).to.throw('three numbers')
    expect(() => check('1.2.2')).to.throw('must not be older than 1.2.3')
    // the first release of a version that package.json has already
    expect(() => check('1.2.3')).not.to.throw()

    for (const tag of ['v1.9.0', 'v1.10.0-rc.1', 'v1.10.0', 'vintage']) git('tag', tag)
    expect(() => check('1.10.0')).to.throw('There is a tag v1.10.0 already')
    expect(() => check('1.10.0-rc.2')).to.throw('must be newer than 1.10.0, the last release')
    expect(() => check('1.9.9')).to.throw('must be newer than 1.10.0')
    expect(() => check('1.10.1')).not.to.throw()

    writeFileSync(join(folder, 'forgotten'), '')
    expect(() => check('1.10.1')).to.throw('forgotten')
    rmSync(join(folder, 'forgotten'))
    git('checkout', '--quiet', '--detach')
    expect(() => check('1.10.1')).to.throw('Check out a branch first')
    rmSync(folder, { recursive: true })
  })

  it('is refused where the remote has the tag, or does not answer; a dry run does not ask it', () => {
    const { folder, git } = makeRepository()
    const remote = makeRepository()
    const check = (isDryRun: boolean) => checkVersion(git, { version: '2.0.0', current: '1.0.0', isDryRun })
    git('remote', 'add', 'origin', remote.folder)
    expect(() => check(false)).not.to.throw()
    remote.git('tag', 'v2.0.0')
    expect(() => check(false)).to.throw('origin has a tag v2.0.0 already')
    rmSync(remote.folder, { recursive: true })
    expect(() => check(false)).to.throw('origin does not answer')
    expect(() => check(true)).not.to.throw()
    rmSync(folder, { recursive: true })
  })
})

const describeLong = isLong ? describe : describe.skip

describeLong('the files of a release, which are made only by npm run hostile', function () {
  this.timeout(timeLimit)
  let folder: string
  const release = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'package/release/main.ts', ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
  const sums = () => readFileSync(join(folder, 'release/SHA256SUMS'), 'utf8')

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'customerbackend-release-'))
    execFileSync('git', ['clone', '--quiet', '--shared', root, folder])
    execFileSync('git', ['remote', 'remove', 'origin'], { cwd: folder })
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    // a link is no folder, so .gitignore does not cover it
    writeFileSync(join(folder, '.git/info/exclude'), 'node_modules\n')
    for (const [name, value] of [
      ['user.name', 'A'],
      ['user.email', 'a@example.com'],
    ] as const)
      execFileSync('git', ['config', name, value], { cwd: folder })
  })
  after(() => rmSync(folder, { recursive: true }))

  it('are the same after a dry run, which leaves no trace, after the release, and after its tag is checked out', () => {
    const git = gitIn(folder)
    const before = git('rev-parse', 'HEAD')
    const dry = release('9.8.7', '--date', '2026-11-27', '--dry-run')
    expect(dry.status, dry.stderr).to.equal(0)
    expect([git('rev-parse', 'HEAD'), git('tag'), git('status', '--porcelain'), git('worktree', 'list').split('\n').length]).to.deep.equal([
      before,
      '',
      '',
      1,
    ])
    const first = sums()

    const real = release('9.8.7', '--date', '2026-11-27')
    expect(real.status, real.stderr).to.equal(0)
    expect(git('diff', '--name-only', before, 'HEAD').split('\n')).to.have.members(['CHANGELOG.md', 'package.json', 'package-lock.json'])
    expect(git('describe')).to.equal('v9.8.7')
    expect(sums()).to.equal(first)

    const again = release('--files')
    expect(again.status, again.stderr).to.equal(0)
    expect(sums()).to.equal(first)
    expect(spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: join(folder, 'release') }).status).to.equal(0)
    expect(release('9.8.7').stderr).to.include('There is a tag v9.8.7 already')
  })

  it('are a gateway that is built, its client, and a bill of all that it installs', () => {
    const listed = execFileSync('tar', ['tzf', join(folder, 'release/customerbackend-9.8.7.tar.gz')], { encoding: 'utf8' }).split('\n')
    for (const path of ['dist/customerbackend.js', 'dist/web/index.html', 'package-lock.json', 'deploy/Containerfile', 'sql/schema.sql'])
      expect(listed).to.include(`customerbackend-9.8.7/${path}`)
    expect(listed.filter((path) => /node_modules|^[^c]|\.git\//.test(path))).to.deep.equal([])

    const client = execFileSync('tar', ['tzf', join(folder, 'release/customerbackend-client-9.8.7.tgz')], { encoding: 'utf8' })
    expect(client).to.include('package/README.md').and.to.include('package/client/index.d.ts')

    const bill = z
      .object({ bomFormat: z.literal('CycloneDX'), components: z.array(z.object({ name: z.string(), version: z.string() })) })
      .parse(JSON.parse(readFileSync(join(folder, 'release/customerbackend-9.8.7.cdx.json'), 'utf8')))
    const lock = z
      .object({ packages: z.record(z.string(), z.object({ version: z.string(), dev: z.boolean().optional() })) })
      .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
    const installed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev)
    const named = new Set(bill.components.map(({ name, version }) => `${name} ${version}`))
    for (const [path, { version }] of installed) expect(named).to.include(`${path.split('node_modules/').at(-1)} ${version}`)
  })
})
