import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { requests } from '../../src/contract/index.ts'
import { type Client, connectClient } from '../support/client.ts'
import { connectGuest, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { rejection } from '../support/rejection.ts'

const number = '4242424242424242'
const ways: [string, (input: object) => object][] = [
  ['as a note', (input) => ({ ...input, note: number })],
  ['in groups', (input) => ({ ...input, note: 'my card is 4242 4242 4242 4242, thanks' })],
  ['with hyphens, deep inside', (input) => ({ ...input, items: [{ note: '4242-4242-4242-4242' }] })],
  ['as a number', (input) => ({ ...input, amount: Number(number) })],
  ['as a key', (input) => ({ ...input, [number]: 1 })],
  ['after another number', (input) => ({ ...input, note: '1 4242424242424242' })],
  ['with its expiry and its code after it', (input) => ({ ...input, note: '4242424242424242-12/28 123' })],
  ['with a plus, as a telephone number', (input) => ({ ...input, delivery: { phone: `+${number}` } })],
  ['in full-width digits', (input) => ({ ...input, note: '\uff14\uff12'.repeat(8) })],
  ['of American Express', (input) => ({ ...input, comment: '378282246310005' })],
  ['of 19 digits', (input) => ({ ...input, comment: '6304000000000000000' })],
  ['with its code', (input) => ({ ...input, card: { cvc: '123' } })],
  ['with its security code under another name', (input) => ({ ...input, CVV: '123' })],
  ['under its name', (input) => ({ ...input, cardNumber: 'x' })],
]

describe('card data', () => {
  const log: string[] = []
  const secrets = { token: randomBytes(32).toString('base64url'), password: 'a-Sentinel-passw0rd!' }
  let gateway: TestGateway
  let clients: { [Namespace in Exclude<keyof typeof requests, '/track'>]: Client<Namespace> }

  before(async () => {
    gateway = await startTestGateway({ env: { LOG_LEVEL: 'trace' }, log: (line) => log.push(line) })
    const { token } = await makePerson(gateway.database)
    clients = {
      '/guest': await connectGuest(gateway),
      '/': await connectClient(gateway.url, '/', { token }),
      '/staff': (await connectNewStaff(gateway, 'manager')).client,
    }
  })
  after(() => gateway.stop())

  for (const [way, spoil] of ways) {
    it(`is refused by every request, ${way}`, async () => {
      for (const [namespace, each] of Object.entries(requests) as [
        keyof typeof clients,
        Record<string, { event: string; roles?: readonly string[] }>,
      ][]) {
        for (const { event, roles = ['manager'] } of Object.values(each)) {
          const answer = await clients[namespace].raw(event, spoil({}))
          const expected = namespace === '/staff' && !roles.includes('manager') ? 'role_required' : 'card_data_not_accepted'
          expect(!answer.ok && answer.error.reason, `${namespace} ${event}`).to.equal(expected)
          expect(JSON.stringify(answer)).not.to.match(/4242|3782|6304|\uff14/)
        }
      }
    })
  }

  it('is not assumed in numbers that only look similar', async () => {
    const { id } = await anyDish(gateway)
    const notes = [
      '4242424242424241',
      'order 20261123181500123',
      '+421 900 123 456',
      '2026-11-23 18:15',
      '00421900123456',
      'ring 12 12 12',
      'refund to BE68 5390 0754 7034, please',
      '+49 1512 3456783',
    ]
    for (const note of notes) expect((await clients['/'].raw('order:place', placement(id, { note }))).ok, note).to.equal(true)
  })

  it('never appears in a log line, table, metric or error, and neither do tokens and passwords', async () => {
    await rejection(connectClient(gateway.url, '/', { token: secrets.token }))
    await rejection(connectClient(gateway.url, '/staff', { token: secrets.token, [number]: number }))
    const signUp = { login: 'sentinel', email: 'sentinel@example.com', password: secrets.password, name: 'Sentinel' }
    await clients['/guest'].request('account:sign_up', signUp)
    await clients['/guest'].raw('account:sign_in', { login: 'sentinel', password: secrets.password })
    await clients['/guest'].raw('account:sign_in', { login: 'nobody', password: secrets.password })
    await clients['/'].raw('account:change_password', { current: secrets.password, next: `${secrets.password}!` })
    await fetch(`${gateway.url}/webhooks/payments/sandbox?card=${number}`, {
      method: 'POST',
      body: number,
      headers: { 'payment-signature': number },
    })
    await fetch(`${gateway.url}/sandbox/pay/${number}`)

    const tables = await gateway.database.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'sandbox')",
    )
    expect(tables.length).to.be.above(15)
    const places: [string, string][] = [
      ['the log', log.join('\n')],
      ['the metrics', await (await fetch(`${gateway.url}/metrics`)).text()],
    ]
    for (const { name } of tables) {
      const [row] = await gateway.database.query<{ all: string | null }>(`select string_agg(t::text, ' ') as all from ${name} t`)
      places.push([name, row?.all ?? ''])
    }
    for (const [place, content] of places) {
      for (const sentinel of [number, '4242 4242', '4242-4242', secrets.token, secrets.password])
        expect(content, place).not.to.contain(sentinel)
    }
    expect(log.join()).to.contain('card_data_not_accepted')
  })
})
