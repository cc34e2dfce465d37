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
import { describeWith, type Program } from '../support/install.ts'
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

for (const name of ['nginx', 'caddy', 'haproxy'] as const)
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
