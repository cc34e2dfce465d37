import { randomUUID } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { expect } from 'chai'
import { type Client, connectClient } from '../support/client.ts'
import { arrive, connectCustomer, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

/** "pässwörd žltý", composed and decomposed. */
const composed = 'p\u00e4ssw\u00f6rd \u017elt\u00fd'
const decomposed = composed.normalize('NFD')

describe('what people type into their account', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>

  before(async () => {
    gateway = await startTestGateway()
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const newPerson = () => {
    const login = `dana-${randomUUID().slice(0, 8)}`
    return { login, email: `${login}@example.com`, password: 'correct horse battery', name: 'Dana' }
  }

  it('is refused with every field that is at fault, and the rule that each breaks', async () => {
    const failure = await refusal(
      guest.request('account:sign_up', {
        login: 'x',
        email: 'dana@',
        password: 'short',
        name: ' \u200b',
        phone: '1)))))',
        timeZone: 'Mars/Olympus',
      }),
    )
    expect(failure.code).to.equal('invalid_argument')
    expect(failure.details).to.deep.equal({
      fields: ['login', 'email', 'password', 'name', 'phone', 'timeZone'],
      faults: [
        { field: 'login', rule: 'format' },
        { field: 'email', rule: 'email' },
        { field: 'password', rule: 'too_short', limit: 8 },
        { field: 'name', rule: 'too_short', limit: 1 },
        { field: 'phone', rule: 'phone' },
        { field: 'timeZone', rule: 'time_zone' },
      ],
    })
    for (const field of ['login', 'email', 'password', 'name', 'phone', 'timeZone']) expect(failure.message).to.include(`${field}: `)
  })

  it('is a telephone number of the country of the shop, where it names no country', async () => {
    const stored = '+421 900 123 456'
    const { account, token } = await guest.request('account:sign_up', { ...newPerson(), phone: '0900 123 456' })
    expect(account.phone).to.equal(stored)
    const client = await connectCustomer(gateway, token)
    expect((await client.request('account:update', { phone: '(02) 5910-1111' })).account.phone).to.equal('+421 2 591 011 11')
    const request = placement((await anyDish(gateway)).id, { delivery: { address: 'Hlavná 1', phone: '0900/123456' } })
    const [{ order }, again] = [await client.request('order:place', request), await client.request('order:place', request)]
    expect([order.delivery.phone, again.order.delivery.phone]).to.deep.equal([stored, stored])
    expect((await client.request('order:get', { orderId: order.id })).order.delivery.phone).to.equal(stored)
    const manager = await connectNewStaff(gateway, 'manager')
    const { customers } = await manager.client.request('customer:find', { text: '02/59101111' })
    expect(customers.map(({ id }) => id)).to.deep.equal([account.id])
    await gateway.database.query('update store set country = null')
    const lookAgain = async () => (await client.request('account:update', { phone: '0900 123 456' })).account.phone === '0900 123 456'
    await until(lookAgain, 'a shop without a country stores it as it is typed')
    for (const each of [client, manager.client]) each.close()
  })

  it('is refused with fields that are missing, unknown, of another type, deep inside, and too many', async () => {
    const { client } = await arrive(gateway)
    const faults = async (input: object) => {
      const answer = await client.raw('order:place', input)
      return answer.ok ? undefined : answer.error.details
    }
    const { id } = await anyDish(gateway)
    const order = placement(id)
    expect(
      await faults({
        ...order,
        colour: 1,
        items: [
          { productId: id, quantity: 51 },
          { productId: id, quantity: 0 },
        ],
        delivery: { phone: 7 },
      }),
    ).to.deep.include({
      faults: [
        { field: 'items[0].quantity', rule: 'too_big', limit: 50 },
        { field: 'items[1].quantity', rule: 'too_small', limit: 1 },
        { field: 'delivery.address', rule: 'required' },
        { field: 'delivery.phone', rule: 'type' },
        { field: 'colour', rule: 'unknown' },
      ],
    })
    expect(await faults({ ...order, items: [], paymentMethod: 'cheque' })).to.deep.include({
      faults: [
        { field: 'items', rule: 'too_few', limit: 1 },
        { field: 'paymentMethod', rule: 'choice' },
      ],
    })
    const many = await faults({ ...order, ...Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`key-${n}`, 1])) })
    expect(many).to.have.property('fields').with.length(20)
    client.close()
  })

  it('is refused with a login that is taken and a common password, both at once', async () => {
    const person = newPerson()
    await guest.request('account:sign_up', person)
    const failure = await refusal(guest.request('account:sign_up', { ...person, password: 'password123' }))
    expect(failure).to.deep.include({
      code: 'already_exists',
      reason: 'login_taken',
      details: {
        fields: ['login', 'password'],
        faults: [
          { field: 'login', rule: 'taken' },
          { field: 'password', rule: 'common' },
        ],
      },
    })
  })

  it('may be an e-mail address with an internationalised domain and blanks around it, written in either way to sign in', async () => {
    const { login, ...person } = newPerson()
    const { account } = await guest.request('account:sign_up', { ...person, login, email: ` ${login}@M\u00faZEUM.sk ` })
    expect(account.email).to.equal(`${login}@m\u00fazeum.sk`)
    for (const typed of [`${login}@xn--mzeum-7ua.sk`, `${login}@mu\u0301zeum.sk `])
      expect((await guest.request('account:sign_in', { login: typed, password: person.password })).account.id).to.equal(account.id)
    const again = await guest.request('account:sign_up', { ...newPerson(), email: `${login}@xn--mzeum-7ua.sk` })
    expect(again.account.email).to.equal(account.email)
  })

  it('may be a password whose letters another keyboard composes in another way', async () => {
    const typed: [string, string][] = [
      [composed, decomposed],
      [decomposed, composed],
      [composed, composed.replace(' ', '\u00a0')],
    ]
    for (const [first, second] of typed) {
      const person = { ...newPerson(), password: first }
      const { account } = await guest.request('account:sign_up', person)
      for (const password of [first, second])
        expect((await guest.request('account:sign_in', { login: person.login, password })).account.id).to.equal(account.id)
      expect(await refusal(guest.request('account:sign_in', { login: person.login, password: 'p\u00e4sswort \u017elt\u00fd' }))).to.include(
        {
          reason: 'invalid_credentials',
        },
      )
    }
  })

  it('may be a password whose hash was made before it had one form', async () => {
    const { id, login } = await arrive(gateway)
    for (const older of [decomposed, `${composed}\u00a0`]) {
      await gateway.database.query('update accounts set password_hash = $2 where id = $1', [id, await hash(older)])
      expect((await guest.request('account:sign_in', { login, password: older })).account.id).to.equal(id)
    }
  })

  it('may be a time zone as browsers report it', async () => {
    for (const [reported, stored] of [
      ['Etc/Unknown', 'UTC'],
      ['CET', 'Europe/Brussels'],
      ['EST5EDT', 'America/New_York'],
      ['Asia/Calcutta', 'Asia/Calcutta'],
      ['Etc/GMT-2', 'Etc/GMT-2'],
    ] as const) {
      const { account } = await guest.request('account:sign_up', { ...newPerson(), timeZone: reported })
      expect(account.timeZone).to.equal(stored)
    }
  })

  it('moves no pin: another address without a location has none, the same address keeps it', async () => {
    const { token } = await guest.request('account:sign_up', newPerson())
    const client = await connectClient(gateway.url, '/', { token })
    const location = { lat: 48.14, lng: 17.1 }
    const update = async (changes: object) => {
      const { account } = await client.request('account:update', changes)
      return [account.address, account.location, account.addresses[0]?.location]
    }
    expect(await update({ address: 'Hlavn\u00e1 1', location })).to.deep.equal(['Hlavn\u00e1 1', location, location])
    expect(await update({ address: 'Hlavn\u00e1 1', name: 'Dana' })).to.deep.equal(['Hlavn\u00e1 1', location, location])
    expect(await update({ name: 'Dana' })).to.deep.equal(['Hlavn\u00e1 1', location, location])
    expect(await update({ name: 'Dana', phone: null, address: 'Dlh\u00e1 2' })).to.deep.equal(['Dlh\u00e1 2', undefined, undefined])
    await update({ location })
    expect(await update({ address: null })).to.deep.equal([undefined, undefined, undefined])
    client.close()
  })
})
