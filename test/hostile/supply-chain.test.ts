import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { isLong, recordResult, timeLimit } from '../support/hostile.ts'
import { readLockfile } from '../support/lockfile.ts'
import { root } from '../support/root.ts'

const npm = (...args: string[]) => spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })

/** The first version without the named vulnerabilities. Production must contain no older copy. */
const fixedIn: Readonly<Record<string, { version: string; faults: string }>> = {
  cookie: { version: '0.7.0', faults: 'CVE-2024-47764' },
  'engine.io': {
    version: '6.6.9',
    faults: 'GHSA-gr94-w7qr-f4j3, GHSA-r635-g3xr-vw7x, CVE-2026-59725, CVE-2023-31125, CVE-2022-41940, CVE-2022-21676, CVE-2020-36048',
  },
  ioredis: { version: '6.0.0', faults: 'an unhandled rejection ends the process after a long outage' },
  lodash: { version: '4.17.21', faults: 'CVE-2021-23337, CVE-2020-8203' },
  moment: { version: '2.29.4', faults: 'CVE-2022-31129' },
  semver: { version: '7.5.2', faults: 'CVE-2022-25883' },
  sequelize: { version: '6.29.0', faults: 'CVE-2023-22578, CVE-2023-25813' },
  'socket.io': { version: '4.8.0', faults: 'CVE-2024-38355' },
  'socket.io-parser': { version: '4.2.7', faults: 'CVE-2026-69185, CVE-2026-33151, CVE-2023-32695, CVE-2022-2421, CVE-2020-36049' },
  validator: { version: '13.15.20', faults: 'CVE-2025-56200' },
  ws: { version: '8.21.0', faults: 'CVE-2026-45736, CVE-2024-37890' },
}

/** Compares versions part by part, as numbers. */
const isAtLeast = (version: string, floor: string) => version.localeCompare(floor, 'en', { numeric: true }) >= 0

describe('the dependencies', () => {
  const packages = readLockfile()
  const installed = Object.entries(packages).filter(([place]) => place !== '')
  const inProduction = installed.filter(([, { dev }]) => !dev)
  const copiesOf = (name: string) => inProduction.filter(([place]) => place.endsWith(`node_modules/${name}`))

  it('contain no version with a known vulnerability that matters here', () => {
    const old = Object.entries(fixedIn).flatMap(([name, { version: fixed, faults }]) =>
      copiesOf(name)
        .filter(([, { version = '' }]) => !isAtLeast(version, fixed))
        .map(([place, { version }]) => `${place} ${version} has ${faults}: ${fixed} is the first without`),
    )
    expect(old).to.deep.equal([])
    for (const name of Object.keys(fixedIn)) expect(copiesOf(name), `${name} is gone: remove it from fixedIn`).not.to.have.length(0)
    expect(isAtLeast('6.6.12', '6.6.9') && !isAtLeast('6.6.9', '6.6.12') && !isAtLeast('4.2.6', '4.2.7')).to.equal(true)
  })

  it('are pinned by checksum, and the lockfile names no registry', () => {
    const unpinned = installed.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))
    expect(unpinned.map(([place]) => place)).to.deep.equal([])
    expect(installed.filter(([, { resolved, link }]) => resolved !== undefined || link).map(([place]) => place)).to.deep.equal([])
  })

  it('run no install scripts', () => {
    const scripts = inProduction.filter(([, { hasInstallScript, optional }]) => hasInstallScript && !optional)
    expect(scripts.map(([place]) => place)).to.deep.equal([])
  })

  it('can be listed as CycloneDX without network access', () => {
    const { stdout, status } = npm('sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only', '--offline')
    expect(status).to.equal(0)
    const bom = JSON.parse(stdout)
    expect(bom).to.include({ bomFormat: 'CycloneDX' })
    const listed: string[] = bom.components.map((component: { name: string }) => component.name)
    // npm leaves out, with --omit dev, some of what a development dependency asks for too
    const missed = ['lru-cache', 'yaml']
    expect([...listed, ...missed]).to.include.members(Object.keys(packages['']?.dependencies ?? {}))
  })

  if (isLong)
    it('have no high or critical advisory, if the registry answers npm audit', function () {
      this.timeout(timeLimit)
      const audit = JSON.parse(npm('audit', '--omit', 'dev', '--json').stdout || '{}')
      const found = audit.metadata?.vulnerabilities
      // skip if the registry has no audit endpoint
      if (!found) return this.skip()
      expect(found).to.include({ high: 0, critical: 0 })
      recordResult('npm audit', `${installed.length} packages`, JSON.stringify(found))
    })
})
