import { expect } from 'chai'
import { connectClient } from '../support/client.ts'
import { upgradeStatus } from '../support/engine.ts'
import { connectCustomer, makePerson, openSessions, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { gauge } from '../support/metrics.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { refusal, refusedByCount } from '../support/refusal.ts'

const count = (node: TestGateway, namespace: string, outcome: string) =>
  gauge(node, `customerbackend_handshakes_total{namespace="${namespace}",outcome="${outcome}"}`)

describe('a refused connection', () => {
  describe('on one node', () => {
    let node: TestGateway

    before(async () => {
      node = await startTestGateway()
    })
    after(() => node.stop())

    it('is counted under its reason, and not as ok', async () => {
      expect(await refusal(connectClient(node.url, '/staff', {}))).to.include({ code: 'unauthenticated' })
      expect(await count(node, '/staff', 'unauthenticated')).to.equal(1)
      expect(await count(node, '/staff', 'ok')).to.equal(0)
    })

    it('is counted even before a namespace is joined', async () => {
      expect(await upgradeStatus(node.port, { Origin: 'https://elsewhere.example' })).to.be.within(400, 403)
      expect(await count(node, 'none', 'origin_not_allowed')).to.equal(1)
    })

    it('is explained to a page of any origin that asks over HTTP, because its browser does not say why', async () => {
      const ask = async (origin?: string) => {
        const answer = await fetch(`${node.url}/connection`, {
          headers: { 'accept-language': 'sk', ...(origin !== undefined && { origin }) },
        })
        expect(answer.headers.get('access-control-allow-origin')).to.equal('*')
        return answer.json()
      }
      for (const origin of [undefined, node.url]) expect(await ask(origin)).to.deep.equal({ ok: true })
      for (const origin of ['https://elsewhere.example', 'null'])
        expect(await ask(origin)).to.deep.equal({
          ok: false,
          error: {
            code: 'permission_denied',
            reason: 'origin_not_allowed',
            message: 'Z tejto adresy sa pripojiť nemožno.',
            retryable: false,
          },
        })
    })
  })

  describeWith('redis-server')('by the limit over all nodes', () => {
    let redis: TestRedis
    let cluster: Nodes

    before(async () => {
      redis = await startRedis()
      cluster = await startNodes([{ REDIS_URL: redis.url }, { REDIS_URL: redis.url }])
    })
    after(async () => {
      await cluster.stop()
      await redis.stop()
    })

    it('is counted as too_many_connections', async () => {
      const [a, b] = cluster.nodes as [TestGateway, TestGateway]
      const person = await makePerson(cluster.database.database)
      const [elsewhere, ...tokens] = (await openSessions(cluster.database.database, person, 6)) as [string, ...string[]]
      const clients = await Promise.all(tokens.map((token, n) => connectCustomer(n < 3 ? a : b, token)))
      let tries = 0
      const sixth = () => {
        tries += 1
        return connectCustomer(a, elsewhere)
      }
      expect(await refusedByCount(sixth)).to.include({ reason: 'too_many_connections' })
      expect(await count(a, '/', 'ok')).to.equal(3 + tries - 1)
      expect(await count(a, '/', 'too_many_connections')).to.equal(1)
      for (const client of clients) client.close()
    })
  })
})
