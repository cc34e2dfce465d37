import { expect } from 'chai'
import { createRequestLimits } from '../../src/sockets/dispatch/limits.ts'

describe('requests at the same moment', () => {
  /** The number of requests accepted from these addresses; each sends 200, over as many sockets as it needs. */
  const acceptedFrom = (addresses: readonly string[]): number => {
    const limits = createRequestLimits({ RATE_LIMITS: 'on', MAX_CONNECTIONS_PER_ADDRESS: 10 })
    let accepted = 0
    for (const address of addresses) for (let n = 0; n < 200; n += 1) if (limits({ client: { address } }, 0, 1) === 0) accepted += 1
    return accepted
  }
  const networks = (count: number, apart: number) => Array.from({ length: count }, (_, n) => `2001:db8:1:${(n * apart).toString(16)}::/64`)

  it('are limited for each address, with four times the limit for an IPv6 /56 and sixteen times for a /48', () => {
    expect(acceptedFrom(['203.0.113.1'])).to.equal(200)
    expect(acceptedFrom(['203.0.113.1', '203.0.113.2'])).to.equal(400)
    expect(acceptedFrom(networks(1, 1))).to.equal(200)
    expect(acceptedFrom(networks(30, 1)), 'in one /56').to.equal(800)
    expect(acceptedFrom(networks(30, 256)), 'in one /48').to.equal(3200)
  })
})
