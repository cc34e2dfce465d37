import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { z } from 'zod'
import { failureSubject } from '../../src/accounts/check-password.ts'
import { networkOf } from '../../src/accounts/client.ts'
import { type accountExport, accountPart, account as accountSchema, accountUpdate, order as orderSchema } from '../../src/contract/index.ts'
import { forgetDeletedAccounts } from '../../src/privacy/forget.ts'
import { type Client, connectClient } from '../support/client.ts'
import { connectCustomer, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { extendDelays } from '../support/sign-in.ts'

type Exported = z.output<typeof accountExport.data>['records']

const password = 'correct horse battery'

describe('settings', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>
  let staff: Staff
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    guest = await connectGuest(gateway)
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const signUp = async () => {
    const login = `dana-${randomUUID().slice(0, 8)}`
    const email = `${login}@example.com`
    const { token, account } = await guest.request('account:sign_up', {
      login,
      email,
      password,
      name: 'Dana',
    })
    return { id: account.id, login, email, token, account, client: await connectCustomer(gateway, token) }
  }
  type Person = Awaited<ReturnType<typeof signUp>>

  const place = async ({ client }: Pick<Person, 'client'>, more = {}) =>
    (await client.request('order:place', placement(productId, more))).order

  const exportAll = async ({ client }: Pick<Person, 'client'>) => {
    const parts: Exported[] = []
    for (let cursor: string | undefined; ; ) {
      const { records, nextCursor } = await client.request('account:export', cursor === undefined ? {} : { cursor })
      parts.push(records)
      cursor = nextCursor
      if (cursor === undefined) return parts
    }
  }

  describe('are changed field by field', () => {
    it('all of them, and the changes are stored', async () => {
      const { client, account } = await signUp()
      const changes = {
        name: 'Dana Dve',
        email: `dve-${account.email}`,
        phone: '+421 900 333 444',
        address: 'Hlavná 1, Bratislava',
        location: { lat: 48.14, lng: 17.1 },
        preferredPaymentMethod: 'qr' as const,
        dietaryRestrictions: ['vegetarian' as const, 'nuts' as const],
        notificationPreferences: { orders: false, payments: true, promotions: false, email: true },
        timeZone: 'Europe/Bratislava',
        locale: 'sk-SK',
      }
      const { account: changed } = await client.request('account:update', { ...changes, password })
      const entry = { address: changes.address, location: changes.location, default: true }
      expect(changed).to.deep.equal({ ...account, ...changes, addresses: [entry] })
      expect((await client.request('account:get', {})).account).to.deep.equal(changed)
      client.close()
    })

    it('are told to the other devices by name, and only when they are made', async () => {
      const { client, token } = await signUp()
      const other = await connectCustomer(gateway, token)
      const settable = Object.keys(accountUpdate.input.shape).filter((field) => !['password', 'address', 'location'].includes(field))
      expect([...settable, 'favorites'], 'every field has a name').to.have.members(accountPart.options)
      await refusal(client.request('account:update', { email: 'other@example.com', password: 'wrong' }))
      await client.request('account:update', {})
      await client.request('account:update', { address: 'Hlavná 1', notificationPreferences: { promotions: false } })
      const { seq, data } = await other.pushed('account:changed')
      expect([seq, data]).to.deep.equal([1, { changed: ['notificationPreferences', 'addresses'] }])
      for (const each of [client, other]) each.close()
    })

    it('language tags are stored in canonical form', async () => {
      const { client } = await signUp()
      expect((await client.request('account:update', { locale: 'SK-sk' })).account.locale).to.equal('sk-SK')
      client.close()
    })

    const refused: [string, object, string][] = [
      ['an unknown time zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
      ['a time zone that only this program knows', { timeZone: 'US/Pacific-New' }, 'timeZone'],
      ['an offset for a time zone', { timeZone: '+02:00' }, 'timeZone'],
      ['an abbreviation for a time zone', { timeZone: 'AST' }, 'timeZone'],
      ['an invalid language', { locale: 'sk_SK' }, 'locale'],
      ['a name of 101 characters', { name: 'x'.repeat(101) }, 'name'],
      ['an empty name', { name: ' ' }, 'name'],
      ['no name at all', { name: null }, 'name'],
      ['an invalid telephone number', { phone: 'call me' }, 'phone'],
      ['an invalid e-mail address', { email: 'dana' }, 'email'],
      ['an invalid payment method', { preferredPaymentMethod: 'cheque' }, 'preferredPaymentMethod'],
      ['an invalid restriction', { dietaryRestrictions: ['paleo'] }, 'dietaryRestrictions'],
      ['an invalid preference', { notificationPreferences: { spam: true } }, 'notificationPreferences'],
      ['a place beyond the pole', { location: { lat: 91, lng: 0 } }, 'location'],
      ['an address of 301 characters', { address: 'x'.repeat(301) }, 'address'],
      ['two defaults', { addresses: [1, 2].map((n) => ({ address: `Street ${n}`, default: true })) }, 'addresses'],
      ['21 addresses', { addresses: Array.from({ length: 21 }, (_, n) => ({ address: `Street ${n}` })) }, 'addresses'],
      ['a label of 51 characters', { addresses: [{ label: 'x'.repeat(51), address: 'Street 1' }] }, 'addresses'],
      ['an address book and an address', { addresses: [], address: 'Street 1' }, 'payload'],
      ['a role', { role: 'manager' }, 'role'],
    ]
    for (const [what, changes, field] of refused) {
      it(`and refuse ${what}`, async () => {
        const { client, account } = await signUp()
        const answer = await client.raw('account:update', changes)
        expect(answer.ok ? answer : answer.error.code).to.equal('invalid_argument')
        expect(answer.ok ? answer : answer.error.message).to.match(new RegExp(`^${field}`))
        expect((await client.request('account:get', {})).account).to.deep.equal(account)
        client.close()
      })
    }

    it('and signing up refuses a time zone that the database does not know', async () => {
      const login = `dana-${randomUUID().slice(0, 8)}`
      const attempt = guest.request('account:sign_up', {
        login,
        email: `${login}@example.com`,
        password,
        name: 'D',
        timeZone: 'US/Pacific-New',
      })
      expect(await refusal(attempt)).to.deep.include({
        code: 'invalid_argument',
        details: { fields: ['timeZone'], faults: [{ field: 'timeZone', rule: 'time_zone' }] },
      })
    })
  })

  describe('hold an address book', () => {
    it('whose default entry is the account’s address', async () => {
      const { client } = await signUp()
      const update = async (changes: Parameters<typeof client.request<'account:update'>>[1]) =>
        (await client.request('account:update', changes)).account
      const [home, work] = [
        { label: 'Home', address: 'Hlavná 1', location: { lat: 48.14, lng: 17.1 } },
        { label: 'Work', address: 'Dlhá 2' },
      ]
      const first = await update({ addresses: [home, work] })
      expect(first.addresses).to.deep.equal([
        { ...home, default: true },
        { ...work, default: false },
      ])
      expect(first).to.deep.include({ address: home.address, location: home.location })

      const second = await update({ addresses: [home, { ...work, default: true }] })
      expect(second.addresses).to.deep.equal([
        { ...work, default: true },
        { ...home, default: false },
      ])
      expect(second.address).to.equal(work.address)
      expect(second.location, 'the one of the other address is gone').to.equal(undefined)

      const moved = await update({ address: 'Krátka 3', location: { lat: 48.1, lng: 17.2 } })
      expect(moved.addresses[0]).to.deep.equal({ label: 'Work', address: 'Krátka 3', location: { lat: 48.1, lng: 17.2 }, default: true })
      expect(moved.addresses[1]).to.deep.equal({ ...home, default: false })

      const without = await update({ address: null, location: null })
      expect(without.address).to.equal(undefined)
      expect(without.addresses).to.deep.equal([{ ...home, default: false }])
      expect((await update({ addresses: [] })).addresses).to.deep.equal([])
      client.close()
    })
  })

  describe('export', () => {
    it('all data of the person, and of no other account', async () => {
      const [dana, other] = [await signUp(), await signUp()]
      await dana.client.request('account:update', { addresses: [{ label: 'Home', address: 'Hlavná 1' }] })
      await refusal(guest.request('account:sign_in', { login: dana.login, password: 'not mine' }))
      const [order, theirs] = [await place(dana, { note: 'ring twice' }), await place(other)]
      const note = 'The last tomatoes'
      await staff.warehouse.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'confirmed', note })
      await bring(staff, order, 'delivered', 'confirmed')
      const cancelled = await place(dana)
      const cancel = { requestId: randomUUID(), orderId: cancelled.id, reason: 'other', comment: 'Moving house' } as const
      await dana.client.request('order:cancel', cancel)

      await dana.client.request('order:rate', { orderId: order.id, rating: 4, comment: 'Like it' })
      await dana.client.request('favorite:save', { name: 'Fridays', orderId: order.id })
      const records = (await exportAll(dana)).flat()
      const of = (kind: Exported[number]['kind']) => records.filter((each) => each.kind === kind).map(({ record }) => record)
      expect(of('account').map((record) => accountSchema.parse(record))).to.deep.equal([
        (await dana.client.request('account:get', {})).account,
      ])
      expect(of('session')).to.have.length(1)
      expect(of('sign_in_failures')).to.have.length(1)
      expect(of('order').map((record) => orderSchema.parse(record))).to.deep.equal([
        (await dana.client.request('order:get', { orderId: order.id })).order,
        (await dana.client.request('order:get', { orderId: cancelled.id })).order,
      ])
      expect(of('order')[1]).to.include({ reason: 'other', comment: 'Moving house' })
      expect(of('order')[0]?.staffNotes).to.have.nested.property('[0].note', note)
      expect(of('order')[0]?.rating).to.deep.include({ rating: 4, comment: 'Like it' })
      expect(of('payment').map(({ orderId, status }) => [orderId, status])).to.deep.equal([
        [order.id, 'succeeded'],
        [cancelled.id, 'canceled'],
      ])
      expect(of('favorite').map(({ name }) => name)).to.deep.equal(['Fridays'])
      const { notifications } = await dana.client.request('notification:list', {})
      expect(of('notification')).to.deep.equal([...notifications].reverse())
      expect(of('feed_event')).to.deep.equal((await dana.client.request('feed:replay', { after: 0 })).events)
      // the answer to a placed order is the order
      expect(of('answer').map(({ requestId }) => requestId)).to.deep.equal([cancel.requestId])
      const everything = JSON.stringify(records)
      for (const secret of [dana.token, '$argon2id', other.id, theirs.id, other.login]) expect(everything).not.to.include(secret)
      for (const { client } of [dana, other]) client.close()
    })

    it('in parts that fit the connection, each record once and complete', async () => {
      const dana = await signUp()
      const note = 'ž'.repeat(500)
      const items = Array.from({ length: 50 }, () => ({ productId, quantity: 1, note }))
      const placed = await Promise.all(Array.from({ length: 30 }, () => place(dana, { items })))
      for (const { id: orderId } of placed) await dana.client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'other' })
      const parts = await exportAll(dana)
      expect(parts.length).to.be.greaterThan(3)
      for (const part of parts) expect(Buffer.byteLength(JSON.stringify(part))).to.be.lessThan(600 * 1024)
      const orders = parts.flat().filter(({ kind }) => kind === 'order')
      expect(orders.map(({ record }) => record.id).sort()).to.deep.equal(placed.map(({ id }) => id).sort())
      const answers = parts.flat().filter(({ kind }) => kind === 'answer')
      expect(answers).to.have.length(30)
      dana.client.close()
    })

    const forged: [string, unknown][] = [
      ['that is not a cursor', 'what?'],
      ['of an order for a notification', Buffer.from(JSON.stringify([6, randomUUID()])).toString('base64url')],
      ['of a notification for an order', Buffer.from(JSON.stringify([3, '12'])).toString('base64url')],
      ['past the end', Buffer.from(JSON.stringify([99, ''])).toString('base64url')],
      ['that is a number', 5],
    ]
    for (const [what, cursor] of forged) {
      it(`and refuse a cursor ${what}`, async () => {
        const { client } = await signUp()
        const answer = await client.raw('account:export', { cursor })
        expect(answer.ok ? answer : answer.error.code).to.equal('invalid_argument')
        client.close()
      })
    }
  })

  describe('delete the account', () => {
    /** The parts of the orders that must stay. */
    const books = (accountId: string) =>
      gateway.database.query(
        `select o.id, number, status, subtotal, delivery_fee, placed_at, delivered_at, quantity, unit_price
         from orders o join order_items i on i.order_id = o.id where account_id = $1
         union all select id, null, status, amount, null, created_at, null, null, null from payments
           where order_id in (select id from orders where account_id = $1 and status = 'delivered') order by 1`,
        [accountId],
      )
    /** The tables that contain one of these texts. */
    const found = async (traces: readonly string[]) => {
      const tables = await gateway.database.query<{ name: string }>(
        "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
      )
      const hits = new Map<string, string[]>()
      for (const { name } of tables) {
        const rows = await gateway.database.query<{ row: string }>(`select x::text as row from "${name}" x`)
        const here = traces.filter((trace) => rows.some(({ row }) => row.includes(trace)))
        if (here.length > 0) hits.set(name, here)
      }
      return hits
    }
    const remove = ({ client }: Pick<Person, 'client'>, secret = password) => client.request('account:delete', { password: secret })

    it('only with the password, and a wrong one counts as a failed sign-in', async () => {
      const dana = await signUp()
      expect(await refusal(remove(dana, 'not my password'))).to.include({ code: 'unauthenticated', reason: 'invalid_credentials' })
      for (let n = 0; n < 4; n++) await refusal(remove(dana, 'not my password'))
      await extendDelays(gateway.database)
      expect(await refusal(remove(dana, 'not my password'))).to.include({ reason: 'too_many_sign_ins' })
      expect((await dana.client.request('account:get', {})).account).to.deep.equal(dana.account)
      const answer = await dana.client.raw('account:delete', {})
      expect(answer.ok ? answer : answer.error.code).to.equal('invalid_argument')
      dana.client.close()
    })

    it('only when no order is under way', async () => {
      const dana = await signUp()
      const order = await place(dana)
      expect(await refusal(remove(dana))).to.deep.include({
        code: 'failed_precondition',
        reason: 'orders_under_way',
        details: { numbers: [order.number] },
      })
      await dana.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'changed_my_mind' })
      await remove(dana)
      await dana.client.pushed('session:ended')
    })

    it('and end every session immediately', async () => {
      const dana = await signUp()
      const { token } = await guest.request('account:sign_in', { login: dana.login, password })
      const phone = await connectCustomer(gateway, token)
      expect(await remove(dana)).to.deep.equal({})
      for (const client of [dana.client, phone]) expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'account_deleted' })
      expect(await refusal(connectClient(gateway.url, '/', { token }))).to.include({ code: 'unauthenticated', reason: 'session_revoked' })
      for (const login of [dana.login, dana.email]) {
        expect(await refusal(guest.request('account:sign_in', { login, password }))).to.include({ reason: 'invalid_credentials' })
      }
      const { account } = await guest.request('account:sign_up', { login: dana.login, email: dana.email, password, name: 'Dana again' })
      expect(account.id, 'the login is free again').not.to.equal(dana.id)
    })

    it('and keep the orders, but nothing that identifies the person', async () => {
      const dana = await signUp()
      const [name, phone, address] = ['Xaverína', '+421905111222', 'Secret Street 5']
      await dana.client.request('account:update', { name, phone, addresses: [{ address }, { label: 'Chata', address: 'Devínska 9' }] })
      const delivery = { address, contactName: name, phone, location: { lat: 48.12345, lng: 17.12345 } }
      const content = { delivery, note: 'Ring twice', items: [{ productId, quantity: 2, note: 'No salt' }] }
      const [kept, returned, cancelled] = [await place(dana, content), await place(dana, content), await place(dana, content)]
      await bring(staff, kept, 'delivered')
      await bring(staff, returned, 'in_transit')
      const refund = { requestId: randomUUID(), orderId: kept.id, amount: { ...kept.total, amount: 1 }, reason: 'Mould in the soup' }
      await staff.manager.client.request('order:refund', refund)
      const change = {
        requestId: randomUUID(),
        orderId: returned.id,
        to: 'returned',
        reason: 'Nobody home',
        note: 'Beware of the dog',
      } as const
      await staff.courier.client.request('order:advance', change)
      const cancel = { requestId: randomUUID(), orderId: cancelled.id, reason: 'other', comment: 'Gone for good' } as const
      await dana.client.request('order:cancel', cancel)
      await dana.client.request('order:rate', { orderId: kept.id, rating: 5, comment: 'Just like mother' })
      await dana.client.request('favorite:save', { name: 'Sundays', orderId: kept.id })
      await refusal(guest.request('account:sign_in', { login: dana.login, password: 'not mine' }))
      const waiting = "select queue_message('email', $1, $2, 'email_in_use', $3, p_due_at => now() + interval '1 hour')"
      await gateway.database.query(waiting, [dana.id, dana.email, JSON.stringify({ login: dana.login })])
      const traces = [
        dana.login,
        name,
        'Just like mother',
        'Sundays',
        phone,
        address,
        '48.12345',
        'Devínska',
        'Ring twice',
        'No salt',
        'Nobody home',
        'Mould in the soup',
        'Beware of the dog',
        'Gone for good',
        networkOf(dana.id, { address: '127.0.0.1' }).toString('hex'),
        failureSubject(dana.login, networkOf(dana.id, { address: '127.0.0.1' })).toString('hex'),
      ]
      expect(await found(traces)).to.have.keys([
        'account_tokens',
        'accounts',
        'answers',
        'favorites',
        'feed_events',
        'messages',
        'notifications',
        'order_adjustments',
        'order_items',
        'orders',
        'ratings',
        'sessions',
        'sign_in_failures',
      ])
      const before = await books(dana.id)

      await remove(dana)
      expect(await books(dana.id)).to.deep.equal(before)
      expect(before).to.have.length(4)
      expect([...(await found(traces))]).to.deep.equal([])
      expect(await gateway.database.query('select from answers where account_id = $1', [dana.id])).to.deep.equal([])
    })

    it('and clear an order that was being placed at that moment', async () => {
      const [dana, other] = [await signUp(), await signUp()]
      const late = await place(other, { delivery: { address: 'Late Lane 7' }, note: 'Late note' })
      await bring(staff, late, 'delivered')
      await remove(dana)
      // as if it had been dispatched before the sessions ended
      await gateway.database.query('update orders set account_id = $1 where id = $2', [dana.id, late.id])
      // and was scheduled as far ahead as possible
      await gateway.database.query("update accounts set deleted_at = now() - interval '15 days' where id = $1", [dana.id])
      await forgetDeletedAccounts(gateway.database)
      expect([...(await found(['Late Lane', 'Late note']))]).to.deep.equal([])
      expect((await other.client.request('account:get', {})).account).to.deep.equal(other.account)
      other.client.close()
    })

    it('and clear what the account was given at that moment', async () => {
      const dana = await signUp()
      await remove(dana)
      // as if a version without the check had changed it
      const set = "update accounts set phone = '+421905111222', dietary_restrictions = '{nuts}' where id = $1"
      await gateway.database.query(set, [dana.id])
      await forgetDeletedAccounts(gateway.database)
      expect([...(await found(['+421905111222']))]).to.deep.equal([])
      expect(await gateway.database.query('select dietary_restrictions as diets from accounts where id = $1', [dana.id])).to.deep.equal([
        { diets: [] },
      ])
    })

    it('and send it no more messages', async () => {
      const dana = await signUp()
      await remove(dana)
      await advance(staff.warehouse, (await place(await signUp())).id, 'confirmed')
      const sent = await staff.manager.client.request('notification:broadcast', { requestId: randomUUID(), title: 'To all', body: 'All.' })
      const [row] = await gateway.database.query<{ count: number }>(
        'select count(*) from broadcasts b, addressees(b, null) a where b.id = $1 and a.account_id = $2',
        [sent.broadcast.id, dana.id],
      )
      expect(row?.count).to.equal(0)
    })
  })
})
