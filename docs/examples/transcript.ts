/** Records two short connections frame by frame: a sign-in on `/guest`, then an order on `/`. */
import { randomUUID } from 'node:crypto'
import type { Recording } from '../../src/reference/examples.ts'
import { connectClient } from '../../test/support/client.ts'
import { makePerson, type TestGateway } from '../../test/support/gateway.ts'
import { startWire } from '../../test/support/wire.ts'

export const transcribe = async (gateway: TestGateway): Promise<Recording['frames']> => {
  const frames: Recording['frames'] = []
  const wire = await startWire(gateway)
  wire.meddle((text, from) => {
    frames.push({ from, text })
    return 'pass'
  })
  const guest = await connectClient(wire.url, '/guest')
  const { products } = await guest.request('menu:list', { search: 'garlic soup', limit: 1 })
  await guest.raw('account:sign_in', { login: 'nora', password: 'a guess' })
  guest.close()

  const { token } = await makePerson(gateway.database)
  const customer = await connectClient(wire.url, '/', { token })
  const items = [{ productId: products[0]?.id ?? '', quantity: 1 }]
  await customer.request('order:place', { requestId: randomUUID(), items, delivery: { address: 'Hlavná 1' }, paymentMethod: 'cash' })
  const { seq } = await customer.pushed('order:status_changed')
  await customer.request('feed:replay', { after: seq - 1 })
  customer.close()
  wire.close()
  return frames
}
