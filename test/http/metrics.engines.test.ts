import { expect } from 'chai'
import { engineName, exchange } from '../support/engine.ts'
import { startTestGateway } from '../support/gateway.ts'
import { stablePort } from '../support/stable-port.ts'

const token = 'a-token-for-the-metrics'

const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } })

const hasMetrics = async (answer: Response) => (await answer.text()).includes('customerbackend_gateway_info')

describe(`/metrics (${engineName})`, () => {
  it('requires the token if one is configured', async () => {
    const gateway = await startTestGateway({ env: { METRICS_TOKEN: token } })
    const refusals = [undefined, bearer(''), bearer(`${token}x`), bearer(token.slice(1)), { headers: { authorization: token } }]
    for (const init of refusals) {
      const answer = await fetch(`${gateway.url}/metrics`, init)
      expect(answer.status, JSON.stringify(init)).to.equal(401)
      expect(answer.headers.get('www-authenticate')).to.equal('Bearer')
      expect(await hasMetrics(answer)).to.equal(false)
    }
    const inQuery = await fetch(`${gateway.url}/metrics?token=${token}`)
    expect(inQuery.status).to.equal(401)
    const answer = await fetch(`${gateway.url}/metrics`, bearer(token))
    expect(answer.status).to.equal(200)
    expect(await hasMetrics(answer)).to.equal(true)
    await gateway.stop()
  })

  it('is served only on its own port, if it has one', async () => {
    const port = await stablePort()
    const gateway = await startTestGateway({ env: { METRICS_PORT: String(port), METRICS_TOKEN: token } })
    expect((await fetch(`${gateway.url}/metrics`, bearer(token))).status).to.equal(404)
    const own = `http://127.0.0.1:${port}`
    expect((await fetch(`${own}/metrics`)).status).to.equal(401)
    const answer = await fetch(`${own}/metrics`, bearer(token))
    expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/)
    expect(await hasMetrics(answer)).to.equal(true)
    for (const path of ['/', '/healthz', '/asyncapi.json']) expect((await fetch(`${own}${path}`)).status, path).to.equal(404)
    await gateway.stop()
    expect(await fetch(`${own}/metrics`).catch(() => 'closed')).to.equal('closed')
  })

  it('is found only under its plain path', async () => {
    const gateway = await startTestGateway()
    const spellings = ['/%6Detrics', '/metric%73', '//metrics', '/metrics/', '/./metrics', '/a/../metrics', '/METRICS', '/metrics;a=b']
    for (const path of [...spellings, '/metrics%20', '/metrics%00', '/metrics#']) {
      const answer = await exchange(gateway.port, `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n\r\n`)
      expect(answer, path).to.match(/^HTTP\/1\.1 4\d\d /)
      expect(answer, path).not.to.contain('customerbackend_')
    }
    const plain = await exchange(gateway.port, 'GET /metrics HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n\r\n')
    expect(plain).to.match(/^HTTP\/1\.1 200 /)
    await gateway.stop()
  })
})
