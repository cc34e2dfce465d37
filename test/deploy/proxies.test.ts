/** The proxies of deploy/, unchanged except for ports and certificates. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { freePort } from '../../src/embedded/claim.ts'
import { connectClient } from '../support/client.ts'
import { exchange } from '../support/engine.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith, itWith, type Program } from '../support/install.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { root } from '../support/root.ts'
import { until } from '../support/until.ts'

interface Proxy {
  file: string
  /** The example, changed to listen on this port without a certificate. */
  adapt(example: string, port: number, folder: string): string
  args(file: string, folder: string): string[]
}

const proxies = {
  nginx: {
    file: 'nginx.conf',
    adapt: (example, port, folder) => {
      const server = example.replace('listen 443 ssl', `listen 127.0.0.1:${port}`).replaceAll(/^ *ssl_.*$/gm, '')
      const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`)
      return `daemon off; pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${paths.join(' ')} ${server} }`
    },
    args: (file, folder) => ['-c', file, '-p', folder, '-e', 'stderr'],
  },
  caddy: {
    file: 'Caddyfile',
    adapt: (example, port) => `{\n\tadmin off\n\tauto_https off\n}\n${example.replace('orders.example.com', `http://127.0.0.1:${port}`)}`,
    args: (file) => ['run', '--config', file, '--adapter', 'caddyfile'],
  },
  haproxy: {
    file: 'haproxy.cfg',
    adapt: (example, port) => example.replace(/^ *bind .*$/m, `  bind 127.0.0.1:${port}`),
    args: (file) => ['-db', '-f', file],
  },
} satisfies Partial<Record<Program, Proxy>>

/** Resolves when it answers. The returned function stops it. */
const startProxy = async (
  name: keyof typeof proxies,
  { port, nodes: [one, two] }: { port: number; nodes: [number, number] },
): Promise<() => Promise<unknown>> => {
  const { file, adapt, args }: Proxy = proxies[name]
  const folder = await mkdtemp(join(tmpdir(), 'customerbackend-proxy-'))
  const example = await readFile(join(root, 'deploy', file), 'utf8')
  const config = join(folder, 'config')
  const withNodes = example.replaceAll('127.0.0.1:3000', `127.0.0.1:${one}`).replaceAll('127.0.0.1:3001', `127.0.0.1:${two}`)
  await writeFile(config, adapt(withNodes, port, folder))
  const child = spawn(name, args(config, folder), { stdio: 'ignore', env: { PATH: process.env.PATH, HOME: folder } })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, `${name} answers`)
  return async () => {
    process.off('exit', kill)
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true })
  }
}

const spellings = [
  '/metrics',
  '/%6Detrics',
  '/%6detric%73',
  '//metrics',
  '/./metrics',
  '/a/../metrics',
  '/metrics/',
  '/metrics?',
  '/metrics%20',
]
const stranger = [
  '/METRICS',
  '/metrics;a',
  '/metrics%00',
  '/metrics%2f',
  '/%2fmetrics',
  '/%2e/metrics',
  '/%256Detrics',
  'http://127.0.0.1/metrics',
]

const names = ['nginx', 'caddy', 'haproxy'] as const

/** Guests and plain requests, one after the other, each on a connection of its own. */
const visit = (url: string) => {
  const failures: unknown[] = []
  const nodes: string[] = []
  let over = false
  const repeatedly = async (work: () => Promise<string>) => {
    while (!over)
      await work().then(
        (node) => nodes.push(node),
        (error: unknown) => failures.push(error),
      )
  }
  const visiting = Promise.all([
    repeatedly(async () => {
      const answer = await fetch(`${url}/healthz`, { headers: { connection: 'close' } })
      const { node } = (await answer.json()) as { node?: string }
      if (node === undefined) throw new Error(`HTTP ${answer.status}`)
      return node
    }),
    repeatedly(async () => {
      const guest = await connectClient(url, '/guest')
      await guest.request('menu:list', { limit: 1 })
      guest.close()
      return 'any'
    }),
  ])
  return {
    failures,
    nodes,
    end: async () => {
      over = true
      await visiting
    },
  }
}

describe('two nodes behind a proxy', function () {
  this.timeout(120_000)
  const itWithAll = names.map(itWith).find((each) => each === it.skip) ?? it

  itWithAll('lose no customer and no request when one of them stops, behind nginx, Caddy and HAProxy', async () => {
    const database = await createTestDatabase()
    const [one, two] = await Promise.all([startProcess({ DATABASE_URL: database.url }), startProcess({ DATABASE_URL: database.url })])
    const portOf = ({ url }: GatewayProcess) => Number(new URL(url).port)
    const behind = await Promise.all(
      names.map(async (name) => {
        const port = await freePort()
        const stop = await startProxy(name, { port, nodes: [portOf(one), portOf(two)] })
        return { name, stop, visitors: visit(`http://127.0.0.1:${port}`) }
      }),
    )
    for (const { name, visitors } of behind) await until(() => new Set(visitors.nodes).size === 3, `${name} uses both nodes`)
    expect(await one.kill('SIGTERM')).to.equal(0)
    for (const { name, visitors, stop } of behind) {
      const before = visitors.nodes.length
      await until(() => visitors.nodes.length > before + 20, `${name} serves on`)
      await visitors.end()
      await stop()
      expect(visitors.failures, name).to.deep.equal([])
    }
    expect(await two.kill('SIGTERM')).to.equal(0)
    await database.drop()
  })
})

for (const name of names)
  describeWith(name)(`${name} in front, as deploy/ has it`, function () {
    this.timeout(120_000)
    let gateway: TestGateway
    let stop: () => Promise<unknown>
    let port: number

    before(async () => {
      gateway = await startTestGateway({ env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.1' } })
      port = await freePort()
      // the second node is not there
      stop = await startProxy(name, { port, nodes: [gateway.port, await freePort()] })
    })
    after(async () => {
      await stop()
      await gateway.stop()
    })

    it('hides the metrics under every spelling of the path', async () => {
      for (const path of [...spellings, ...stranger]) {
        const answer = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
        expect(answer, path).not.to.match(/^HTTP\/1\.1 2/)
        expect(answer, path).not.to.contain('customerbackend_')
      }
    })

    // Caddy replaces the header of a proxy in front of it, unless it is configured to trust that proxy
    if (name !== 'caddy')
      it('distinguishes the clients of another proxy in front of it', async () => {
        const customers = ['203.0.113.1', '203.0.113.2', '2001:db8::3'].map((address) =>
          connectClient(`http://127.0.0.1:${port}`, '/guest', {}, { 'x-forwarded-for': address }),
        )
        for (const customer of await Promise.all(customers)) customer.close()
      })
  })
