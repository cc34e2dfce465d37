/** The proxies of deploy/, unchanged except for ports and certificates. */
import { expect } from 'chai'
import { z } from 'zod'
import { connectClient } from '../support/client.ts'
import { exchange } from '../support/engine.ts'
import { type FrontProxy, startFrontProxy } from '../support/front-proxy.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith, itWith } from '../support/install.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { startProcess } from '../support/process.ts'
import { stablePort } from '../support/stable-port.ts'
import { until } from '../support/until.ts'

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
  this.timeout(300_000)
  const itWithAll = names.map(itWith).find((each) => each === it.skip) ?? it

  itWithAll('lose no customer and no request when one stops, and all come to it when it is back and the other stops', async () => {
    const database = await createTestDatabase()
    const start = (port: number) => startProcess({ DATABASE_URL: database.url, PORT: String(port) })
    const nodes = [await stablePort(), await stablePort()] as const
    const [one, two] = await Promise.all([start(nodes[0]), start(nodes[1])])
    const behind = await Promise.all(
      names.map(async (name) => {
        const port = await stablePort()
        const { stop } = await startFrontProxy(name, { port, nodes })
        const url = `http://127.0.0.1:${port}`
        return { name, url, stop, visitors: visit(url) }
      }),
    )
    for (const { name, visitors } of behind) await until(() => new Set(visitors.nodes).size === 3, `${name} uses both nodes`)
    expect(await one.kill('SIGTERM')).to.equal(0)
    for (const { name, visitors } of behind) {
      const before = visitors.nodes.length
      await until(() => visitors.nodes.length > before + 20, `${name} serves on`)
      await visitors.end()
      expect(visitors.failures, name).to.deep.equal([])
    }
    const back = await start(nodes[0])
    // nginx has no checks of its own, and must not learn from our requests that the node is back
    for (const { name, url } of behind.filter((each) => each.name !== 'nginx')) {
      const nodeOf = async () => z.object({ node: z.string() }).parse(await (await fetch(`${url}/healthz`)).json()).node
      const seen = new Set<string>()
      await until(async () => seen.add(await nodeOf()).size === 2, `${name} uses the node that is back`)
    }
    expect(await two.kill('SIGTERM')).to.equal(0)
    for (const { name, url, stop } of behind) {
      const guests = await Promise.allSettled(Array.from({ length: 20 }, () => connectClient(url, '/guest')))
      expect(
        guests.filter(({ status }) => status === 'rejected'),
        name,
      ).to.deep.equal([])
      for (const guest of guests) if (guest.status === 'fulfilled') guest.value.close()
      await stop()
    }
    expect(await back.kill('SIGTERM')).to.equal(0)
    await database.drop()
  })
})

for (const name of names)
  describeWith(name)(`${name} in front, as deploy/ has it`, function () {
    this.timeout(300_000)
    let gateway: TestGateway
    let proxy: FrontProxy
    let port: number

    before(async () => {
      gateway = await startTestGateway({ env: { RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: '127.0.0.1' } })
      port = await stablePort()
      // the second node is not there
      proxy = await startFrontProxy(name, { port, nodes: [gateway.port, await stablePort()] })
    })
    after(async () => {
      await proxy.stop()
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
