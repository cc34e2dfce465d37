import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pino from 'pino'
import { chooseEngine } from '../../src/engine/start.ts'
import { loadNative, NoNativeBuild } from '../../src/engine/uws/native.ts'

const works = 'for (const name of ["App", "us_listen_socket_close", "us_socket_local_port", "_cfg"]) exports[name] = () => undefined'
const [upstream, current, old] = ['uWebSockets.js', '@btc-vision/uwebsockets.js', '@trufflesuite/uws-js-unofficial']
const { platform, arch, versions } = process

describe('the choice of the engine', () => {
  let folder: string
  const load = () => loadNative(join(folder, 'main.js'))

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'customerbackend-engines-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** Installs a package whose native part is this script. */
  const install = (name: string, script: string, file = 'index.js') => {
    const place = join(folder, 'node_modules', name)
    mkdirSync(join(place, 'binaries'), { recursive: true })
    writeFileSync(join(place, 'package.json'), JSON.stringify({ name, version: '1.2.3', exports: {} }))
    writeFileSync(join(place, file), `globalThis.loadedEngines?.push(${JSON.stringify(name)})\n${script}`)
  }
  const oldFile = `binaries/uws_${platform}_${arch}_${versions.modules}.node`

  const choose = (wanted: 'auto' | 'uws' | 'ws', from = load) => {
    const lines: Record<string, unknown>[] = []
    const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
    return { chosen: chooseEngine(wanted, log, from), lines }
  }

  it('prefers the build that the operator installed, then the current one', () => {
    install(current, works)
    expect(load().name).to.equal(`${current} 1.2.3`)
    install(upstream, works)
    expect(load().name).to.equal(`${upstream} 1.2.3`)
  })

  it('loads one build only, and none for ws', () => {
    const loaded: string[] = []
    Reflect.set(globalThis, 'loadedEngines', loaded)
    for (const name of [upstream, current]) install(name, works)
    choose('ws')
    expect(loaded).to.deep.equal([])
    choose('auto')
    Reflect.deleteProperty(globalThis, 'loadedEngines')
    expect(loaded).to.deep.equal([upstream])
  })

  it('passes over a build that does not load, or that is not the native one', () => {
    install(upstream, 'exports.App = () => undefined')
    install(current, works)
    expect(load().name).to.equal(`${current} 1.2.3`)
  })

  it('names the build in the log', () => {
    install(current, works)
    const { chosen, lines } = choose('auto')
    expect(chosen).to.include({ name: 'uws', build: `${current} 1.2.3` })
    expect(lines).to.have.length(1)
    expect(lines[0]).to.include({ engine: 'uws', build: `${current} 1.2.3` })
  })

  /** One build that lacks a library, one without a build for this Node, and one that is not installed. */
  const breakAll = () => {
    install(current, 'throw new Error("version `GLIBC_2.99\'\\n  not found")')
    install(old, works)
  }
  const reasons = {
    [upstream]: 'not installed',
    [current]: "version `GLIBC_2.99' not found",
    [old]: `has no build for ${platform} ${arch} with Node ${versions.node}`,
  }

  it("is Node's own server with auto when no build loads, with one warning that says why", () => {
    breakAll()
    const { chosen, lines } = choose('auto')
    expect(chosen).to.deep.equal({ name: 'ws', build: `Node.js ${versions.node}` })
    expect(lines).to.have.length(1)
    expect(lines[0]).to.deep.include({ level: 40, reasons })
  })

  it('is refused with ENGINE=uws when no build loads, and the error names each candidate and its reason', () => {
    breakAll()
    expect(() => choose('uws'))
      .to.throw(NoNativeBuild)
      .with.property('message')
      .that.includes(`Node ${versions.node}`)
    for (const [name, reason] of Object.entries(reasons)) expect(() => choose('uws')).to.throw(`${name}: ${reason}`)
  })

  it('does not hide a fault of its own behind the fallback', () => {
    expect(() =>
      choose('auto', () => {
        throw new TypeError('a fault')
      }),
    ).to.throw('a fault')
  })

  it('reports a native file that is damaged', () => {
    install(old, 'not native', oldFile)
    expect(load)
      .to.throw(NoNativeBuild)
      .with.nested.property(`reasons.${old}`)
      .that.matches(/invalid ELF header|file too short|not/)
  })
})
