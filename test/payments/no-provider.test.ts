import { expect } from 'chai'
import { arrive, startTestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

describe('a store without a payment service (PAYMENT_PROVIDER=none)', () => {
  it('accepts payment only at the door, and has no sandbox bank', async () => {
    const gateway = await startTestGateway({ env: { PAYMENT_PROVIDER: 'none' } })
    const { client } = await arrive(gateway)
    const { id } = await anyDish(gateway)
    for (const paymentMethod of ['card', 'qr'] as const) {
      const { reason, details } = await refusal(client.request('order:place', placement(id, { paymentMethod })))
      expect({ reason, details }).to.deep.equal({
        reason: 'payment_method_not_available',
        details: { fields: ['paymentMethod'], available: ['cash', 'pos'] },
      })
    }
    const { order } = await client.request('order:place', placement(id, { paymentMethod: 'cash' }))
    expect(order.status).to.equal('placed')
    expect((await fetch(`${gateway.url}/sandbox/pay/x`)).status).to.equal(404)
    expect((await fetch(`${gateway.url}/webhooks/payments/sandbox`, { method: 'POST' })).status).to.equal(404)
    client.close()
    await gateway.stop()
  })
})
