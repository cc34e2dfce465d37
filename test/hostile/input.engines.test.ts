import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { arrive, connectCustomer, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'

describe('hostile input', () => {
  let gateway: TestGateway
  let productId: string
  let customer: Awaited<ReturnType<typeof arrive>>
  let bystander: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
    customer = await arrive(gateway)
    bystander = await arrive(gateway)
  })
  after(async () => {
    for (const { client } of [customer, bystander]) client.close()
    await gateway.stop()
  })

  const nested = (depth: number): unknown => (depth === 0 ? 1 : { deeper: nested(depth - 1) })
  const order = (change: object) => ({ ...placement(productId), ...change })
  const item = (change: object) => order({ items: [{ productId, quantity: 1, ...change }] })

  const cases: [string, string, () => unknown, string][] = [
    ['a quantity of 0', 'order:place', () => item({ quantity: 0 }), 'items[0].quantity'],
    ['a quantity of 51', 'order:place', () => item({ quantity: 51 }), 'items[0].quantity'],
    ['a negative quantity', 'order:place', () => item({ quantity: -1 }), 'items[0].quantity'],
    ['half a dish', 'order:place', () => item({ quantity: 0.5 }), 'items[0].quantity'],
    ['an enormous number', 'order:place', () => item({ quantity: 1e308 }), 'items[0].quantity'],
    ['a quantity as text', 'order:place', () => item({ quantity: '1' }), 'items[0].quantity'],
    ['an invalid id', 'order:place', () => item({ productId: "'; drop table orders; --" }), 'items[0].productId'],
    ['binary data in place of text', 'order:place', () => order({ note: Buffer.from('note') }), 'note'],
    ['binary data in place of an id', 'order:place', () => item({ productId: Buffer.alloc(16) }), 'items[0].productId'],
    ['a NUL in text', 'order:place', () => order({ note: 'a\u0000b' }), 'note'],
    ['broken Unicode', 'order:place', () => order({ delivery: { address: 'Street \ud800 1' } }), 'delivery.address'],
    ['a line break in a single-line text', 'order:place', () => order({ delivery: { address: 'Street\n1' } }), 'delivery.address'],
    ['text that is too long', 'order:place', () => order({ note: 'x'.repeat(501) }), 'note'],
    ['no items', 'order:place', () => order({ items: [] }), 'items'],
    ['51 items', 'order:place', () => order({ items: Array(51).fill({ productId, quantity: 1 }) }), 'items'],
    ['an unknown key', 'order:place', () => order({ price: 1 }), 'price'],
    ['an unknown nested key', 'order:place', () => item({ unitPrice: 1 }), 'items[0].unitPrice'],
    ['a missing requestId', 'order:place', () => order({ requestId: undefined }), 'requestId'],
    ['an invalid time', 'order:place', () => order({ delivery: { address: 'x', at: '2026-02-30T00:00:00Z' } }), 'delivery.at'],
    ['a time before the year 1', 'order:place', () => order({ delivery: { address: 'x', at: '0000-01-01T00:00:00Z' } }), 'delivery.at'],
    [
      'a place off the earth',
      'order:quote',
      () => ({ ...order({}), delivery: { address: 'x', location: { lat: 91, lng: 0 } } }),
      'delivery.location.lat',
    ],
    ['an invalid payment method', 'order:place', () => order({ paymentMethod: 'gold' }), 'paymentMethod'],
    ['deep nesting', 'order:place', () => order({ delivery: nested(1000) }), 'delivery'],
    ['a prototype', 'order:place', () => JSON.parse(`{"requestId":"${randomUUID()}","__proto__":{"admin":true},"items":[]}`), 'items'],
    ['a list as payload', 'order:list', () => [1, 2, 3], 'payload'],
    ['text as payload', 'order:list', () => 'all', 'payload'],
    ['a number as payload', 'order:list', () => 7, 'payload'],
    ['a limit of 0', 'order:list', () => ({ limit: 0 }), 'limit'],
    ['a cursor of another account', 'order:list', () => ({ cursor: Buffer.from('["x",1]').toString('base64url') }), 'cursor'],
    ['an invalid cursor', 'menu:list', () => ({ cursor: '%%%' }), 'cursor'],
    ['an orderId together with a requestId', 'order:get', () => ({ orderId: randomUUID(), requestId: randomUUID() }), 'payload'],
    ['an unknown reason', 'order:cancel', () => ({ requestId: randomUUID(), orderId: randomUUID(), reason: 'bored' }), 'reason'],
    ['a position below zero', 'feed:replay', () => ({ after: -1 }), 'after'],
    ['a NUL in a search', 'menu:list', () => ({ search: 'a\u0000' }), 'search'],
  ]

  for (const [what, event, payload, field] of cases) {
    it(`${what} is refused with the name of the field, and the socket stays open`, async () => {
      const answer = await customer.client.raw(event, payload())
      expect(answer).to.have.nested.property('error.code', 'invalid_argument')
      if (answer.ok) throw new Error('refused above')
      expect(answer.error.message).to.match(new RegExp(`^${field.replace(/[.[\]]/g, '\\$&')}`))
      expect(answer.error.retryable).to.equal(false)
      await customer.client.request('order:pending', {})
    })
  }

  it('an unknown event, two payloads and no payload are answered too', async () => {
    expect(await customer.client.raw('order:steal', {})).to.have.nested.property('error.reason', 'unknown_event')
    expect(await customer.client.raw('__proto__', {})).to.have.nested.property('error.reason', 'unknown_event')
    expect(await customer.client.raw('order:advance', {})).to.have.nested.property('error.reason', 'unknown_event')
    expect(await customer.client.raw('order:list', {}, {})).to.have.nested.property('error.code', 'invalid_argument')
    expect(await customer.client.raw('order:list')).to.have.property('ok', true)
  })

  it('a request without an acknowledgement is validated and executed like any other', async () => {
    customer.client.socket.emit('order:place', item({ quantity: 0 }))
    const request = placement(productId)
    customer.client.socket.emit('order:place', request)
    const { data } = await customer.client.pushed('order:status_changed')
    expect((await customer.client.request('order:get', { requestId: request.requestId })).order.id).to.equal(data.order.id)
  })

  it('10 MB of JSON close the connection that sent them, and no other', async () => {
    const { token } = await arrive(gateway)
    const flood = await connectCustomer(gateway, token)
    const gone = new Promise((resolve) => flood.socket.once('disconnect', resolve))
    flood.socket.emit('order:place', order({ note: 'x'.repeat(10_000_000) }))
    await gone
    await bystander.client.request('order:pending', {})
    const again = await connectCustomer(gateway, token)
    expect((await again.request('order:pending', {})).orders).to.deep.equal([])
    again.close()
  })

  it('malformed packets close the connection that sent them, and no other', async () => {
    const packets = [
      '',
      '4',
      '49',
      '42',
      '42{',
      '42[',
      '42[]',
      '42[1,{}]',
      '42["",{}]',
      '42["order:list"',
      '42["connect",{}]',
      '42["disconnect"]',
      '43["x"]',
      '439["x"]',
      '44{"message":"x"}',
      '451-["order:place",{"_placeholder":true,"num":9}]',
      '4599999999-["order:place"]',
      '42/staff,["queue:list",{}]',
      '42/nowhere,["x"]',
      '0{"sid":"x"}',
      '6',
      '9',
      `42["order:list",${'['.repeat(20_000)}`,
      `42["order:list",${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}]`,
    ]
    for (const packet of packets) {
      const { token } = await makePerson(gateway.database)
      const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`)
      const next = () => new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))
      expect(await next()).to.match(/^0/)
      socket.send(`40${JSON.stringify({ token })}`)
      expect(await next()).to.match(/^40/)
      const closed = once(socket, 'close')
      socket.send(packet)
      socket.send(Buffer.from(packet))
      await closed
      await bystander.client.request('order:pending', {})
    }
  })
})
