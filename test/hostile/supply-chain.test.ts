import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { broughtIn, copiesOf, dependencies, readLock } from '../../docs/generator/dependencies.ts'
import { isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { root } from '../support/root.ts'

const npm = (...args: string[]) => spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })

/** Numbers compared as numbers, part by part; a pre-release counts by its numbers. */
const isAtLeast = (version: string, floor: string) => version.localeCompare(floor, 'en', { numeric: true }) >= 0

describe('the dependencies', () => {
  const lock = readLock()
  const installed = Object.entries(lock).filter(([place]) => place !== '')
  const direct = Object.keys(lock['']?.dependencies ?? {})

  it('have each a line that says what for, and from which version on', () => {
    expect(
      direct.filter((name) => !dependencies[name]),
      'not in docs/generator/dependencies.ts',
    ).to.deep.equal([])
  })

  it('are none of them older than their floor, in any copy', () => {
    for (const [name, { floor }] of Object.entries(dependencies))
      for (const { version = '' } of copiesOf(name))
        expect(isAtLeast(version, floor), `${name} ${version} is older than ${floor}`).to.equal(true)
    for (const name of ['engine.io', 'ws', 'socket.io-parser']) expect(copiesOf(name), name).not.to.have.length(0)
    expect(isAtLeast('6.6.12', '6.6.9') && !isAtLeast('6.6.9', '6.6.12') && !isAtLeast('4.2.6', '4.2.7')).to.equal(true)
  })

  it('bring in nothing that the documents do not list, and nothing older than what brings it in asks for', () => {
    const listed = new Set([...Object.keys(dependencies), ...broughtIn().map(({ name }) => name)])
    const production = installed.filter(([, { dev }]) => !dev).map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 13))
    expect(production.filter((name) => !listed.has(name))).to.deep.equal([])
    for (const { name, versions, floor, by } of broughtIn()) {
      expect(by, `nothing brings in ${name}`).not.to.have.length(0)
      for (const version of versions) expect(isAtLeast(version, floor), `${name} ${version} is older than ${floor}`).to.equal(true)
    }
  })

  it('are pinned by their contents, and name no place where they came from', () => {
    const unpinned = installed.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))
    expect(unpinned.map(([place]) => place)).to.deep.equal([])
    expect(installed.filter(([, { resolved, link }]) => resolved !== undefined || link).map(([place]) => place)).to.deep.equal([])
  })

  it('need no script to be run when they are installed', () => {
    const scripts = installed.filter(([, { hasInstallScript, dev, optional }]) => hasInstallScript && !dev && !optional)
    expect(scripts.map(([place]) => place)).to.deep.equal([])
  })

  it('can be listed as CycloneDX without asking anybody', () => {
    const { stdout, status } = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', '--offline')
    expect(status).to.equal(0)
    const bom = JSON.parse(stdout)
    expect(bom).to.include({ bomFormat: 'CycloneDX' })
    const listed: string[] = bom.components.map((component: { name: string }) => component.name)
    expect(listed).to.include.members(direct)
  })

  if (isLong)
    it('have no known fault of weight, where the registry says', function () {
      this.timeout(timeLimit)
      const audit = JSON.parse(npm('audit', '--omit', 'dev', '--json').stdout || '{}')
      const found = audit.metadata?.vulnerabilities
      if (found) expect(found).to.include({ high: 0, critical: 0 })
      recordResult(
        'npm audit',
        `${installed.length} packages`,
        found ? JSON.stringify(found) : `the registry does not answer this (${audit.statusCode ?? 'no status'})`,
      )
    })
})
