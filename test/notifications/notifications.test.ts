import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Notification } from '../../src/contract/index.ts'
import { refreshLateOrders } from '../../src/orders/late.ts'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>
type Preferences = { orders?: boolean; payments?: boolean; promotions?: boolean }

const kindAndTitle = ({ kind, title }: Notification) => `${kind}: ${title}`

describe('notifications', () => {
  let gateway: TestGateway
  let staff: Staff
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
    await gateway.database.query(
      `create function announce_payment(p_order uuid) returns json language sql as $$
         select json_build_object('pushes', json_agg(append_feed(o.account_id, 'payment:status_changed', payment_changed_json(p))))
         from orders o join payments p on p.id = o.payment_id where o.id = p_order
       $$`,
    )
  })
  after(() => gateway.stop())

  const place = async ({ client }: Customer) => (await client.request('order:place', placement(productId))).order
  const listed = async ({ client }: Customer) => (await client.request('notification:list', {})).notifications
  const told = ({ client }: Customer) =>
    client.heard.flatMap(({ event, payload }) =>
      event === 'notification:created' ? [(payload as { data: { notification: Notification } }).data.notification] : [],
    )
  const speak = (id: string, locale: string, timeZone = 'UTC') =>
    gateway.database.query('update accounts set locale = $2, time_zone = $3 where id = $1', [id, locale, timeZone])
  const prefer = ({ client }: Customer, notificationPreferences: Preferences) =>
    client.request('account:update', { notificationPreferences })

  /** Changes a payment as the gateway does: status and event in one transaction. */
  const settle = (orderId: string, status: string) =>
    gateway.database.transact(async (transaction) => {
      await transaction.query('update payments set status = $2 where order_id = $1', [orderId, status])
      await transaction.call('announce_payment', [orderId])
    })

  describe('of an order', () => {
    it('are three: it is confirmed, on its way and delivered, in the feed without a gap', async () => {
      const customer = await arrive(gateway)
      const order = await place(customer)
      await bring(staff, order, 'delivered')
      await customer.client.pushed('notification:created', ({ data: { notification } }) => notification.title.includes('delivered'))

      const inbox = await listed(customer)
      expect(inbox.map(kindAndTitle).reverse()).to.deep.equal([
        `order: Order ${order.number} is confirmed`,
        `order: Order ${order.number} is on its way`,
        `order: Order ${order.number} is delivered`,
      ])
      expect(inbox[0]?.body, 'asks for a rating').to.include('stars')
      expect(told(customer)).to.deep.equal([...inbox].reverse())
      for (const notification of inbox) {
        expect(notification.orderId).to.equal(order.id)
        expect(notification.id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(`${notification.title} ${notification.body}`).not.to.match(/[{}]/)
      }
      const { events } = await customer.client.request('feed:replay', { after: 0 })
      expect(events.map(({ seq }) => seq)).to.deep.equal(events.map((_, n) => n + 1))
      const pushed = customer.client.heard.filter(({ event }) => event !== 'session:ready')
      expect(pushed.map(({ payload }) => (payload as { seq: number }).seq)).to.deep.equal(events.map(({ seq }) => seq))
      customer.client.close()
    })

    it('come right after the event that caused them, on every device', async () => {
      const customer = await arrive(gateway)
      const second = await connectCustomer(gateway, customer.token)
      const order = await place(customer)
      await advance(staff.warehouse, order.id, 'confirmed')
      const { data: changed, seq } = await second.pushed('order:status_changed', ({ data }) => data.order.status === 'confirmed')
      const created = await second.pushed('notification:created')
      expect(created.seq).to.equal(seq + 1)
      expect(created.data.notification.orderId).to.equal(changed.order.id)
      for (const client of [customer.client, second]) client.close()
    })

    it('are not caused by placing, by assigning a courier or by an estimate that still keeps the promise', async () => {
      const customer = await arrive(gateway)
      const order = await place(customer)
      await bring(staff, order, 'in_preparation')
      await staff.courier.client.request('order:assign', { requestId: randomUUID(), orderId: order.id })
      await gateway.database.query(
        "update orders set cooking_started_at = now() - interval '2 hours', eta_latest = eta_latest - interval '2 hours' where id = $1",
        [order.id],
      )
      await refreshLateOrders(gateway.database)
      await customer.client.pushed('order:eta_changed', ({ data: { cause } }) => cause === 'delay')
      expect((await listed(customer)).map(kindAndTitle)).to.deep.equal([`order: Order ${order.number} is confirmed`])
      customer.client.close()
    })

    it('tell of a delay once, again when it is ten minutes more, and no third time', async () => {
      const customer = await arrive(gateway)
      const order = await place(customer)
      const isLate = async (changes: string) => {
        const heard = customer.client.heard.length
        await gateway.database.query(
          `update orders set eta_promised = now() - interval '1 hour', eta_latest = now() - interval '1 hour', ${changes} where id = $1`,
          [order.id],
        )
        await refreshLateOrders(gateway.database)
        const isTold = () => customer.client.heard.slice(heard).some(({ event }) => event === 'order:eta_changed')
        await until(isTold, 'the new time has arrived')
        return (await listed(customer)).length
      }
      expect(await isLate('note = note')).to.equal(1)
      expect(await isLate('note = note'), 'the same time').to.equal(1)
      expect(await isLate("delays_told[1] = delays_told[1] - interval '9 minutes'"), 'nine minutes').to.equal(1)
      expect(await isLate("delays_told[1] = delays_told[1] - interval '2 minutes'"), 'eleven minutes').to.equal(2)
      expect(await isLate("delays_told = array[now() - interval '1 hour', now() - interval '1 hour']"), 'twice is enough').to.equal(2)
      const [again] = await listed(customer)
      expect(again?.title).to.equal(`Order ${order.number} will be later`)
      expect(again?.body).to.match(/^We are sorry, it takes longer than planned\. It should arrive between .+ and .+\.$/)
      customer.client.close()
    })

    const ends: [string, string, (orderId: string, customer: Customer) => Promise<unknown>][] = [
      [
        'a cancellation',
        'is cancelled',
        (orderId, { client }) => client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'too_slow' }),
      ],
      [
        'a rejection, with the reason',
        'We cannot make order',
        (orderId) =>
          staff.manager.client.request('order:advance', { requestId: randomUUID(), orderId, to: 'rejected', reason: 'The oven broke.' }),
      ],
    ]
    for (const [what, title, end] of ends) {
      it(`announce ${what}`, async () => {
        const customer = await arrive(gateway)
        const order = await place(customer)
        await end(order.id, customer)
        const [notification] = await listed(customer)
        expect(notification?.title).to.include(title).and.include(`${order.number}`)
        if (title.startsWith('We cannot')) expect(notification?.body).to.match(/The oven broke\.$/)
        customer.client.close()
      })
    }
  })

  describe('of money', () => {
    const statuses: [string, RegExp | undefined][] = [
      ['succeeded', undefined],
      ['failed', /^Payment failed$/],
      ['refunded', /^Money refunded$/],
      ['partially_refunded', /^Money refunded$/],
      ['processing', undefined],
      ['requires_action', undefined],
    ]
    for (const [status, title] of statuses) {
      it(`${title ? 'are' : 'are not'} created when a payment is ${status}`, async () => {
        const customer = await arrive(gateway)
        const order = await place(customer)
        await settle(order.id, status)
        await customer.client.pushed('payment:status_changed', ({ data }) => data.status === status)
        const inbox = await listed(customer)
        expect(inbox).to.have.length(title ? 1 : 0)
        if (title) {
          expect(inbox[0]?.title).to.match(title)
          expect(inbox[0]).to.include({ kind: 'payment', orderId: order.id })
          await customer.client.pushed('notification:created')
        }
        customer.client.close()
      })
    }

    it('say how much of a payment goes back now, when some of it has gone back before', async () => {
      const customer = await arrive(gateway)
      const order = await place(customer)
      await settle(order.id, 'succeeded')
      const [payment] = await gateway.database.query<{ id: string }>('select id from payments where order_id = $1', [order.id])
      const refund = (reference: string, amount: number) =>
        gateway.database.transact((transaction) =>
          transaction.call('record_refund', [payment?.id, null, reference, amount, 'EUR', 'succeeded']),
        )
      await refund('re_first', 100)
      await refund('re_rest', order.total.amount - 100)
      expect((await listed(customer))[0]?.body).to.include(`${((order.total.amount - 100) / 100).toFixed(2)} EUR`)
      customer.client.close()
    })

    it('format the amount for the language of the account', async () => {
      const customer = await arrive(gateway)
      await speak(customer.id, 'sk-SK')
      const order = await place(customer)
      await settle(order.id, 'refunded')
      const amount = `${(order.total.amount / 100).toFixed(2).replace('.', ',')} EUR`
      expect(await listed(customer)).to.have.length(1)
      expect((await listed(customer))[0]).to.include({
        title: 'Peniaze vrátené',
        body: `${amount} za objednávku ${order.number} je na ceste späť k vám.`,
      })
      customer.client.close()
    })

    it('format currencies that have no hundredths', async () => {
      const amounts = await gateway.database.query<{ text: string }>(
        `select amount_text(a, c, l) as text from (values (1234567, 'EUR', 'en'), (5, 'EUR', 'sk'), (1500, 'JPY', 'sk'), (1234, 'KWD', 'en')) v(a, c, l)`,
      )
      expect(amounts.map(({ text }) => text)).to.deep.equal(['12345.67 EUR', '0,05 EUR', '1500 JPY', '1.234 KWD'])
    })
  })

  describe('in a language', () => {
    it('use the language and the time zone of the account', async () => {
      const customer = await arrive(gateway)
      await speak(customer.id, 'sk', 'Asia/Kathmandu')
      const order = await place(customer)
      await advance(staff.warehouse, order.id, 'confirmed')
      const { data } = await customer.client.pushed('order:status_changed', ({ data }) => data.order.status === 'confirmed')
      const clock = (at: string) =>
        new Intl.DateTimeFormat('sk', { timeZone: 'Asia/Kathmandu', hour: '2-digit', minute: '2-digit' }).format(new Date(at))
      const [notification] = await listed(customer)
      expect(notification?.title).to.equal(`Objednávka ${order.number} je potvrdená`)
      expect(notification?.body).to.include(clock(data.order.eta.latest))
      customer.client.close()
    })

    it('fall back to English', async () => {
      const customer = await arrive(gateway)
      await speak(customer.id, 'pt-BR')
      const order = await place(customer)
      await advance(staff.warehouse, order.id, 'confirmed')
      expect((await listed(customer))[0]?.title).to.equal(`Order ${order.number} is confirmed`)
      customer.client.close()
    })

    it('have every text in English and Slovak, with the same placeholders', async () => {
      const rows = await gateway.database.query<{ key: string; locale: string; text: string }>(
        "select key, locale, concat_ws(' ', title, body) as text from templates order by key, locale",
      )
      const values = (text: string | undefined) => [...(text ?? '').matchAll(/\{\w+\}/g)].map(([value]) => value).sort()
      const english = rows.filter(({ locale }) => locale === 'en')
      expect(english.length).to.be.greaterThan(12)
      expect(rows).to.have.length(2 * english.length)
      for (const { key, text } of english) {
        const slovak = rows.find((row) => row.key === key && row.locale === 'sk')
        expect(slovak, key).not.to.equal(undefined)
        expect(values(slovak?.text), key).to.deep.equal(values(text))
      }
    })
  })

  describe('by preference', () => {
    it('are only of the kinds that the account wants', async () => {
      const customer = await arrive(gateway)
      await prefer(customer, { orders: false })
      const order = await place(customer)
      await bring(staff, order, 'delivered')
      await settle(order.id, 'refunded')
      expect((await listed(customer)).map(({ kind }) => kind)).to.deep.equal(['payment'])
      await prefer(customer, { orders: true, payments: false })
      const second = await place(customer)
      await bring(staff, second, 'delivered')
      await settle(second.id, 'refunded')
      expect((await listed(customer)).map(({ kind }) => kind)).to.deep.equal(['order', 'order', 'order', 'payment'])
      customer.client.close()
    })
  })

  describe('in the inbox', () => {
    it('are listed in stable pages, counted and marked as read', async () => {
      const customer = await arrive(gateway)
      const orders = [await place(customer), await place(customer), await place(customer)]
      for (const { id } of orders) await advance(staff.warehouse, id, 'confirmed')
      const list = (more: { unreadOnly?: boolean; limit?: number; cursor?: string } = {}) =>
        customer.client.request('notification:list', more)

      const first = await list({ limit: 2 })
      expect(first.unread).to.equal(3)
      expect(first.notifications.map(({ orderId }) => orderId)).to.deep.equal([orders[2]?.id, orders[1]?.id])
      const late = await place(customer)
      await advance(staff.warehouse, late.id, 'confirmed')
      const rest = await list({ limit: 2, cursor: first.nextCursor ?? '' })
      expect(rest.notifications.map(({ orderId }) => orderId)).to.deep.equal([orders[0]?.id])
      expect(rest.nextCursor).to.equal(undefined)

      const [newest, oldest] = [first.notifications[0]?.id ?? '', rest.notifications[0]?.id ?? '']
      expect(await customer.client.request('notification:read', { ids: [newest, oldest] })).to.deep.equal({ unread: 2 })
      expect(await customer.client.request('notification:read', { ids: [newest] })).to.deep.equal({ unread: 2 })
      const unread = await list({ unreadOnly: true })
      expect(unread.notifications.map(({ orderId }) => orderId)).to.deep.equal([late.id, orders[1]?.id])
      const all = (await list()).notifications
      expect(all.map(({ readAt }) => readAt !== undefined)).to.deep.equal([false, true, false, true])
      expect(await customer.client.request('notification:read', { all: true })).to.deep.equal({ unread: 0 })
      expect((await list({ unreadOnly: true })).notifications).to.deep.equal([])
      customer.client.close()
    })

    it('are read with their order, on every device and nowhere else', async () => {
      const customer = await arrive(gateway)
      const second = await connectCustomer(gateway, customer.token)
      const [order, other] = [await place(customer), await place(customer)]
      for (const { id } of [order, other]) await advance(staff.warehouse, id, 'confirmed')
      const read = (orderId: string) => customer.client.request('account:read_order_messages', { orderId })
      expect(await read(order.id)).to.deep.equal({ unread: 1 })
      const { data, at } = await second.pushed('notification:read')
      expect(data).to.deep.equal({ orderId: order.id, unread: 1 })
      expect((await listed(customer)).map(({ orderId, readAt }) => [orderId, readAt])).to.deep.equal([
        [other.id, undefined],
        [order.id, at],
      ])
      expect(await read(order.id), 'again').to.deep.equal({ unread: 1 })
      expect(await read(randomUUID())).to.deep.equal({ unread: 1 })
      const { events } = await second.request('feed:replay', { after: 0 })
      expect(events.filter(({ event }) => event === 'notification:read')).to.have.length(1)
      for (const client of [customer.client, second]) client.close()
    })

    it('have the right count on every device, also while new ones come', async () => {
      const customer = await arrive(gateway)
      const second = await connectCustomer(gateway, customer.token)
      const placed = []
      for (let n = 0; n < 6; n += 1) placed.push(await place(customer))
      await Promise.all(
        placed.flatMap(({ id }, n) => [
          advance(staff.warehouse, id, 'confirmed'),
          n % 2
            ? customer.client.request('notification:read', { all: true })
            : second.request('account:read_order_messages', { orderId: id }),
        ]),
      )
      const { unread, notifications } = await customer.client.request('notification:list', {})
      const { events } = await second.request('feed:replay', { after: 0 })
      let counted = 0
      for (const { event, data } of events) {
        if (event === 'notification:created') counted += 1
        if (event === 'notification:read') counted = Number((data as { unread: number }).unread)
      }
      expect(counted).to.equal(unread)
      expect(notifications.filter(({ readAt }) => !readAt)).to.have.length(unread)
      for (const client of [customer.client, second]) client.close()
    })

    it('are visible only to their customer', async () => {
      const [customer, stranger] = [await arrive(gateway), await arrive(gateway)]
      await advance(staff.warehouse, (await place(customer)).id, 'confirmed')
      const [theirs] = await listed(customer)
      expect(await listed(stranger)).to.deep.equal([])
      expect(await stranger.client.request('notification:read', { ids: [theirs?.id ?? ''] })).to.deep.equal({ unread: 0 })
      expect((await customer.client.request('notification:list', {})).unread).to.equal(1)
      for (const { client } of [customer, stranger]) client.close()
    })

    it('are listed for 90 days', async () => {
      const customer = await arrive(gateway)
      for (const days of [89, 91]) {
        await advance(staff.warehouse, (await place(customer)).id, 'confirmed')
        await gateway.database.query(
          "update notifications set at = now() - make_interval(days => $2) where account_id = $1 and at > now() - interval '1 day'",
          [customer.id, days],
        )
      }
      const { notifications, unread } = await customer.client.request('notification:list', {})
      expect(unread).to.equal(1)
      expect(notifications.map(({ at }) => Math.round((Date.now() - Date.parse(at)) / 86_400_000))).to.deep.equal([89])
      customer.client.close()
    })

    const refused: [string, 'notification:list' | 'notification:read', object][] = [
      ['ids together with all', 'notification:read', { ids: [randomUUID()], all: true }],
      ['neither ids nor all', 'notification:read', {}],
      ['no ids', 'notification:read', { ids: [] }],
      ['an invalid id', 'notification:read', { ids: ['1'] }],
      ['a cursor of another list', 'notification:list', { cursor: 'WyJ4Il0' }],
      ['a limit of 0', 'notification:list', { limit: 0 }],
      ['an unknown key', 'notification:list', { unread: true }],
    ]
    for (const [what, event, payload] of refused) {
      it(`refuse ${what}`, async () => {
        const customer = await arrive(gateway)
        const answer = await customer.client.raw(event, payload)
        expect(answer.ok ? answer : answer.error.code).to.equal('invalid_argument')
        customer.client.close()
      })
    }
  })

  describe('to many', () => {
    const broadcast = (more: object = {}) =>
      staff.manager.client.request('notification:broadcast', { requestId: randomUUID(), title: 'Free soup', body: 'Today only.', ...more })
    const promotions = async (customer: Customer, title: string) => (await listed(customer)).filter((each) => each.title === title)
    const finished = (id: string) =>
      until(async () => {
        const rows = await gateway.database.query('select from broadcasts where id = $1 and finished_at is not null', [id])
        return rows.length === 1
      }, 'the broadcast is finished')

    it('reach every customer who wants promotions, once, live and in the inbox', async () => {
      const [customer, deaf] = [await arrive(gateway), await arrive(gateway)]
      await prefer(deaf, { promotions: false })
      const [wanting] = await gateway.database.query<{ count: number }>(
        "select count(*) from accounts where role = 'customer' and (notification_preferences ->> 'promotions')::boolean",
      )
      const request = { requestId: randomUUID(), title: 'Free soup for all' }
      const sent = await broadcast(request)
      expect(await broadcast(request), 'repeated').to.deep.equal(sent)
      expect(sent.broadcast.recipients).to.equal(wanting?.count)
      const { data } = await customer.client.pushed('notification:created')
      expect(data.notification).to.deep.include({ kind: 'promotion', title: request.title, body: 'Today only.' })
      await finished(sent.broadcast.id)
      expect(await promotions(customer, request.title)).to.deep.equal([data.notification])
      expect(await promotions(deaf, request.title)).to.deep.equal([])
      const [job] = await gateway.database.query<{ sent: number }>('select sent from broadcasts where id = $1', [sent.broadcast.id])
      expect(job?.sent).to.equal(wanting?.count)
      for (const { client } of [customer, deaf]) client.close()
    })

    it('reach customers who have one of the dietary restrictions', async () => {
      const [vegan, halal, anybody] = await Promise.all([
        arrive(gateway, { dietaryRestrictions: ['nuts', 'vegan'] }),
        arrive(gateway, { dietaryRestrictions: ['halal'] }),
        arrive(gateway),
      ])
      const sent = await broadcast({ title: 'New tofu', audience: { diets: ['vegan', 'vegetarian'] } })
      await finished(sent.broadcast.id)
      expect(sent.broadcast.recipients).to.equal(1)
      expect(await promotions(vegan, 'New tofu')).to.have.length(1)
      for (const other of [halal, anybody]) expect(await promotions(other, 'New tofu')).to.deep.equal([])
      for (const { client } of [vegan, halal, anybody]) client.close()
    })

    it('reach customers who have ordered since a date', async () => {
      const [recent, old, never] = await Promise.all([arrive(gateway), arrive(gateway), arrive(gateway)])
      await place(recent)
      await gateway.database.query("update orders set placed_at = placed_at - interval '40 days' where id = $1", [(await place(old)).id])
      const orderedSince = new Date(Date.now() - 30 * 86_400_000).toISOString()
      const sent = await broadcast({ title: 'Come back', audience: { orderedSince } })
      await finished(sent.broadcast.id)
      expect(await promotions(recent, 'Come back')).to.have.length(1)
      for (const other of [old, never]) expect(await promotions(other, 'Come back')).to.deep.equal([])
      for (const { client } of [recent, old, never]) client.close()
    })

    it('can be sent only by a manager', async () => {
      const attempt = staff.kitchen.client.raw('notification:broadcast', { requestId: randomUUID(), title: 'Hello', body: 'Hello' })
      expect(await attempt).to.deep.include({ ok: false })
      expect(await refusal(broadcast({ requestId: 'no uuid' }))).to.include({ code: 'invalid_argument' })
      const answer = await attempt
      expect(answer.ok ? undefined : answer.error).to.include({ code: 'permission_denied', reason: 'role_required' })
    })

    const refused: [string, object, string][] = [
      ['a title of 101 characters', { title: 'x'.repeat(101) }, 'title'],
      ['an empty title', { title: ' ' }, 'title'],
      ['a title of two lines', { title: 'a\nb' }, 'title'],
      ['a body of 1,001 characters', { body: 'x'.repeat(1001) }, 'body'],
      ['an empty body', { body: '' }, 'body'],
      ['an unknown diet', { audience: { diets: ['paleo'] } }, 'audience'],
      ['no diet', { audience: { diets: [] } }, 'audience'],
      ['an invalid day', { audience: { orderedSince: 'yesterday' } }, 'audience'],
      ['another audience', { audience: 'some' }, 'audience'],
    ]
    for (const [what, more, field] of refused) {
      it(`refuse ${what}`, async () => {
        const failure = await refusal(broadcast(more))
        expect(failure.code).to.equal('invalid_argument')
        expect(failure.message).to.match(new RegExp(`^${field}`))
      })
    }
  })
})
