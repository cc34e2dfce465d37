import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { readConfig } from '../../src/config.ts'
import { namespaces, nothing, type Request, request, requests } from '../../src/contract/index.ts'
import { createRequestLimits } from '../../src/sockets/dispatch/limits.ts'
import { createRequestRates } from '../../src/sockets/dispatch/rates.ts'
import { connectGuest, startTestGateway } from '../support/gateway.ts'
import { rejection } from '../support/rejection.ts'

const config = readConfig({ RATE_LIMITS: 'on' })
const client = { address: '203.0.113.1' }

describe('the declared limit of a request', () => {
  it('takes its cost from the tokens of the socket, and says when enough tokens are available again', () => {
    const limits = createRequestLimits(config)
    const socket = { client }
    const waits = Array.from({ length: 5 }, () => limits(socket, 0, 10))
    // 40 tokens at once, 20 a second
    expect(waits).to.deep.equal([0, 0, 0, 0, 500])
    expect(limits(socket, 500, 10)).to.equal(0)
    expect(limits(socket, 500, 1)).to.equal(50)
  })

  it('takes its cost from the tokens of the account on all its sockets', () => {
    const limits = createRequestLimits(config)
    const caller = { accountId: randomUUID(), sessionId: randomUUID(), name: 'Ann', role: 'customer' as const }
    const refused = Array.from({ length: 8 }, () => limits({ caller, client }, 0, 40))
    // an account has the tokens of five sockets
    expect(refused.map((wait) => wait > 0)).to.deep.equal([false, false, false, false, false, true, true, true])
  })

  it('never costs more than a socket can have', () => {
    const limits = createRequestLimits(config)
    const all = namespaces.flatMap((namespace) => Object.values<Request>(requests[namespace]))
    const unpayable = all.filter(({ limit }) => limits({ client: { address: randomUUID() } }, 0, limit?.cost ?? 1))
    expect(unpayable.map(({ event }) => event)).to.deep.equal([])
  })

  it('counts requests that share a rate together, by address', async () => {
    const rates = createRequestRates(config, (options) => new RateLimiterMemory(options))
    const rate = { name: 'test', perMinute: 2, per: 'address', refusal: 'too_many_sign_ins' } as const
    const declare = (event: string) => request({ event, summary: '', input: nothing, data: nothing, limit: { rate } })
    const [first, second] = [declare('first:one'), declare('second:one')]
    await rates(first, 'here')
    await rates(second, 'here')
    expect(await rejection(rates(first, 'here'))).to.include({ reason: 'too_many_sign_ins' })
    await rates(second, 'elsewhere')
    await rates(requests['/guest'].menuList, 'here')
  })

  it('is the limit that dispatch applies', async () => {
    const { menuGet } = requests['/guest']
    const gateway = await startTestGateway({ env: { RATE_LIMITS: 'on' } })
    const guest = await connectGuest(gateway)
    const askTwice = async () => {
      const answers = await Promise.all([1, 2].map(() => guest.raw('menu:get', { productId: randomUUID() })))
      return answers.map((answer) => (answer.ok ? 'ok' : answer.error.reason))
    }
    expect(await askTwice()).to.deep.equal(['product_not_found', 'product_not_found'])
    Object.defineProperty(menuGet, 'limit', { value: { cost: 30 }, configurable: true })
    try {
      expect(await askTwice()).to.deep.equal(['product_not_found', 'too_many_requests'])
    } finally {
      Reflect.deleteProperty(menuGet, 'limit')
      guest.close()
      await gateway.stop()
    }
  })
})
