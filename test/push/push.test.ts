import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import webPush from 'web-push'
import { readConfig } from '../../src/config.ts'
import { maxPushSubscriptions } from '../../src/contract/index.ts'
import { isKeyPair } from '../../src/environment/vapid.ts'
import { pruneStaffAlerts } from '../../src/push/alert-staff.ts'
import { vapidKeys } from '../../src/push/vapid.ts'
import { arrive, connectCustomer, connectNewStaff, openSession, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { type FakeBrowser, startPushService } from '../support/push-service.ts'
import { holdRecheck } from '../support/recheck.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

const titles = ({ received }: FakeBrowser) => received.map(({ title }) => title)

describe('web push', () => {
  const vapid = webPush.generateVAPIDKeys()
  let service: Awaited<ReturnType<typeof startPushService>>
  let gateway: TestGateway
  let staff: Staff
  let productId: string

  before(async () => {
    service = await startPushService(vapid.publicKey)
    gateway = await startTestGateway({
      onQuery: holdRecheck,
      env: {
        VAPID_PUBLIC_KEY: vapid.publicKey,
        VAPID_PRIVATE_KEY: vapid.privateKey,
        VAPID_SUBJECT: 'mailto:push@shop.test',
        PUSH_SERVICES: service.origin,
      },
    })
    staff = await staffOf(gateway)
    productId = (await anyDish(gateway)).id
  })
  afterEach(() => expect(service.faults).to.deep.equal([]))
  after(async () => {
    await gateway.stop()
    service.stop()
  })

  const subscribe = async ({ client }: Pick<Customer, 'client'>, browser = service.newBrowser()) => {
    await client.request('push:subscribe', browser.subscription)
    return browser
  }
  const subscriptionsOf = async ({ client }: Pick<Customer, 'client'>) => (await client.request('push:list', {})).subscriptions
  const place = async ({ client }: Pick<Customer, 'client'>) => (await client.request('order:place', placement(productId))).order
  const cancel = ({ client }: Pick<Customer, 'client'>, { id: orderId }: { id: string }) =>
    client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'other' })
  const queuedFor = ({ id }: Pick<Customer, 'id'>) =>
    gateway.database.query<{ outcome: string | null }>("select outcome from messages where channel = 'push' and account_id = $1", [id])
  const untilSent = (person: Pick<Customer, 'id'>) =>
    until(async () => (await queuedFor(person)).every(({ outcome }) => outcome !== null), 'every message has been dealt with')

  describe('the subscriptions', () => {
    it('are listed, the newest first, and end one by one', async () => {
      const customer = await arrive(gateway)
      expect(await customer.client.request('push:key', {})).to.deep.equal({ key: vapid.publicKey })
      const telephone = await connectCustomer(gateway, await openSession(gateway.database, customer))
      await subscribe(customer)
      await subscribe({ client: telephone })
      const [newest, oldest] = await subscriptionsOf(customer)
      expect([newest?.current, oldest?.current, newest?.service]).to.deep.equal([false, true, '127.0.0.1'])
      const { subscriptions } = await customer.client.request('push:unsubscribe', { id: newest?.id ?? '' })
      expect(subscriptions.map(({ id }) => id)).to.deep.equal([oldest?.id])
      await customer.client.request('push:unsubscribe', { id: randomUUID() })
      expect(await customer.client.request('push:unsubscribe', {})).to.deep.equal({ subscriptions: [] })
    })

    it('are one for each session: a repetition keeps it, and another browser replaces it', async () => {
      const customer = await arrive(gateway)
      const browser = await subscribe(customer)
      const [first] = await subscriptionsOf(customer)
      await Promise.all([subscribe(customer, browser), subscribe(customer, browser)])
      expect(await subscriptionsOf(customer)).to.deep.equal([first])
      await Promise.all([subscribe(customer), subscribe(customer)])
      const now = await subscriptionsOf(customer)
      expect(now).to.have.length(1)
      expect(now[0]?.id).not.to.equal(first?.id)
    })

    it(`are at most ${maxPushSubscriptions} of an account, also when they come at the same time: then the oldest end`, async () => {
      const customer = await arrive(gateway)
      await subscribe(customer)
      const tokens = await Promise.all(Array.from({ length: maxPushSubscriptions }, () => openSession(gateway.database, customer)))
      for (const some of [tokens.slice(0, 4), tokens.slice(4, 8), tokens.slice(8)]) {
        const clients = await Promise.all(some.map((token) => connectCustomer(gateway, token)))
        await Promise.all(clients.map((client) => subscribe({ client })))
        for (const client of clients) client.close()
      }
      const listed = await subscriptionsOf({ client: await connectCustomer(gateway, tokens[9] ?? '') })
      expect(listed).to.have.length(maxPushSubscriptions)
      expect(listed.filter(({ current }) => current)).to.have.length(1)
      const [row] = await gateway.database.query('select count(*) from push_subscriptions where account_id = $1', [customer.id])
      expect(row).to.deep.equal({ count: maxPushSubscriptions })
    })

    it('go only to the push services of the browsers, and to those that the operator names', async () => {
      const { client } = await arrive(gateway)
      const { keys } = service.newBrowser().subscription
      const answerTo = (endpoint: string) => refusal(client.request('push:subscribe', { endpoint, keys })).catch(() => 'accepted')
      for (const endpoint of [
        'https://fcm.googleapis.com/fcm/send/x:y',
        'https://updates.push.services.mozilla.com/wpush/v2/x',
        'https://web.push.apple.com/x',
        'https://wns2-db5p.notify.windows.com/w/?token=x',
      ])
        expect(await answerTo(endpoint), endpoint).to.equal('accepted')
      for (const endpoint of [
        'https://127.0.0.1/x',
        'http://169.254.169.254/latest/meta-data',
        'https://example.com/fcm.googleapis.com',
        'http://fcm.googleapis.com/fcm/send/x',
        'https://fcm.googleapis.com:8443/x',
        'https://fcm.googleapis.com@127.0.0.1/x',
        'https://user@fcm.googleapis.com/x',
        'https://fcm.googleapis.com.example.com/x',
        'https://push.apple.com.example.com/x',
        'https://evilpush.apple.com.example.com/x',
        `${service.origin}.example.com/x`,
        `${service.origin.replace('127.0.0.1', 'localhost')}/x`,
      ])
        expect(await answerTo(endpoint), endpoint).to.include({ reason: 'push_service_not_allowed' })
      for (const endpoint of [
        'x',
        'ftp://fcm.googleapis.com/x',
        `https://fcm.googleapis.com/${'x'.repeat(1000)}`,
        'https://fcm.googleapis.com/a b',
      ])
        expect(await answerTo(endpoint), endpoint).to.include({ code: 'invalid_argument' })
    })

    it('need keys with which a message can be encrypted', async () => {
      const { client } = await arrive(gateway)
      const { endpoint, keys } = service.newBrowser().subscription
      const answerTo = (more: object) => refusal(client.request('push:subscribe', { endpoint, keys: { ...keys, ...more } }))
      expect(await answerTo({ p256dh: `B${'A'.repeat(86)}` })).to.include({ reason: 'push_key_not_valid' })
      for (const more of [{ p256dh: keys.auth }, { p256dh: `${keys.p256dh}=` }, { auth: '' }, { auth: `${keys.auth}A` }])
        expect(await answerTo(more)).to.include({ code: 'invalid_argument' })
    })

    it('need no settings beside an embedded database: the keys are made once and kept, whichever process is first', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'vapid-'))
      const where = { ...readConfig({}), DATA_DIR: folder }
      const keys = await vapidKeys(where)
      expect(keys?.subject).to.match(/^mailto:/)
      expect(isKeyPair(keys?.publicKey ?? '', keys?.privateKey ?? '')).to.equal(true)
      expect(await vapidKeys({ ...where, PUBLIC_URL: 'https://shop.test' })).to.deep.equal({ ...keys, subject: 'https://shop.test' })
      expect((await stat(join(folder, 'vapid.json'))).mode & 0o077, 'only the gateway reads them').to.equal(0)
      expect(await readdir(folder)).to.deep.equal(['vapid.json'])
      await rm(folder, { recursive: true })
    })

    it('are not possible where no keys are configured', async () => {
      const other = await startTestGateway({ on: { url: gateway.databaseUrl } })
      const { client } = await arrive(other)
      expect(await client.request('push:key', {})).to.deep.equal({})
      expect(await refusal(client.request('push:subscribe', service.newBrowser().subscription))).to.include({
        reason: 'push_not_available',
      })
      expect(await client.request('push:list', {})).to.deep.equal({ subscriptions: [] })
      await other.stop()
    })
  })

  describe('to a customer', () => {
    it('shows each step on every browser of the account, in its language, encrypted and signed', async () => {
      const [customer, other] = [await arrive(gateway), await arrive(gateway)]
      await gateway.database.query("update accounts set locale = 'sk' where id = $1", [customer.id])
      const [browser, stranger] = [await subscribe(customer), await subscribe(other)]
      const telephone = await subscribe({ client: await connectCustomer(gateway, await openSession(gateway.database, customer)) })
      const order = await place(customer)
      await bring(staff, order, 'in_transit')
      await until(() => titles(browser).length === 2 && titles(telephone).length === 2, 'both steps are shown on both')
      const steps = [`Objednávka ${order.number} je potvrdená`, `Objednávka ${order.number} je na ceste`]
      expect(titles(telephone)).to.have.members(steps)
      expect(titles(browser)).to.have.members(steps)
      const [shown] = browser.received
      expect(shown).to.include({ lang: 'sk', tag: order.id, url: `/#/order/${order.id}`, stays: false, urgency: 'high' })
      expect(shown?.topic, 'at the push service a newer step replaces an older one').to.equal(order.id.replaceAll('-', ''))
      expect(shown?.ttl).to.be.within(3000, 3600)
      const [at1, at2] = steps.map((step) => browser.received.find(({ title }) => title === step)?.at ?? 0)
      expect(at1, 'which one is newer').to.be.lessThan(at2 ?? 0)
      expect(stranger.received).to.deep.equal([])
    })

    it('costs no row where there is no subscription, and follows the preferences', async () => {
      const [without, quiet] = [await arrive(gateway), await arrive(gateway)]
      const browser = await subscribe(quiet)
      await quiet.client.request('account:update', { notificationPreferences: { orders: false } })
      await bring(staff, await place(without), 'in_transit')
      await bring(staff, await place(quiet), 'delivered')
      expect(await queuedFor(quiet)).to.deep.equal([])
      await quiet.client.request('account:update', { notificationPreferences: { orders: true } })
      await advance(staff.warehouse, (await place(quiet)).id, 'confirmed')
      await until(() => browser.received.length === 1, 'from now on they are told')
      expect(await queuedFor(without)).to.deep.equal([])
    })

    it('of an offer goes to those who want offers, and is no hurry', async () => {
      const [wants, not] = [await arrive(gateway), await arrive(gateway)]
      const [browser, other] = [await subscribe(wants), await subscribe(not)]
      await not.client.request('account:update', { notificationPreferences: { promotions: false } })
      const body = '€'.repeat(1000)
      await staff.manager.client.request('notification:broadcast', { requestId: randomUUID(), title: 'Free soup', body })
      await until(() => browser.received.length > 0, 'the offer arrives')
      expect(browser.received[0]).to.include({ title: 'Free soup', url: '/#/inbox', urgency: 'low' })
      expect(browser.received[0]?.body).to.match(/^€{399}…$/)
      expect(browser.received[0]?.ttl).to.be.greaterThan(80_000)
      expect(other.received).to.deep.equal([])
    })

    it('is not sent of what was read on a page meanwhile', async () => {
      const customer = await arrive(gateway)
      const browser = await subscribe(customer)
      browser.answerWith(503)
      const order = await place(customer)
      await advance(staff.warehouse, order.id, 'confirmed')
      await until(() => browser.asked() > 0, 'the service has been asked')
      await customer.client.request('notification:read', { all: true })
      browser.answerWith(201)
      await untilSent(customer)
      expect(browser.received).to.deep.equal([])
    })

    for (const status of [404, 410])
      it(`ends for a browser that the service has forgotten (${status})`, async () => {
        const customer = await arrive(gateway)
        const browser = await subscribe(customer)
        browser.answerWith(status)
        await advance(staff.warehouse, (await place(customer)).id, 'confirmed')
        await until(async () => (await subscriptionsOf(customer)).length === 0, 'the subscription is removed')
        await untilSent(customer)
        expect(browser.asked()).to.equal(1)
      })

    it('is tried again when the service fails, and given up where it refuses or leads elsewhere', async () => {
      const customer = await arrive(gateway)
      const browser = await subscribe(customer)
      const order = await place(customer)
      browser.answerWith(503)
      await advance(staff.warehouse, order.id, 'confirmed')
      await until(() => browser.asked() > 0, 'the first attempt')
      browser.answerWith(201)
      await until(() => browser.received.length === 1, 'a later attempt')
      browser.answerWith(403)
      await bring(staff, order, 'in_transit', 'confirmed')
      await untilSent(customer)
      expect((await queuedFor(customer)).map(({ outcome }) => outcome)).to.have.members(['sent', 'failed'])
      expect(await subscriptionsOf(customer), 'a refusal may be a fault of ours').to.have.length(1)
      browser.answerWith(307)
      const asked = browser.asked()
      await bring(staff, order, 'delivered', 'in_transit')
      await until(() => browser.asked() > asked, 'it was sent')
      expect([browser.received.length, service.misled()]).to.deep.equal([1, 0])
    })

    it('ends with the session, however it ends', async () => {
      const customer = await arrive(gateway)
      const endings: [string, (client: Customer['client'], sessionId: string) => Promise<unknown>][] = [
        ['signing out', (client) => client.request('account:sign_out', {})],
        ['revoking it', (_, sessionId) => customer.client.request('account:revoke_session', { sessionId })],
        ['the gateway', (_, sessionId) => gateway.database.query("update sessions set end_reason = 'expired' where id = $1", [sessionId])],
      ]
      for (const [how, end] of endings) {
        const client = await connectCustomer(gateway, await openSession(gateway.database, customer))
        await subscribe({ client })
        const [row] = await gateway.database.query<{ id: string }>(
          'select session_id as id from push_subscriptions where account_id = $1',
          [customer.id],
        )
        await end(client, row?.id ?? '')
        expect(await subscriptionsOf(customer), how).to.deep.equal([])
      }
    })

    it('does not reach a browser whose session has expired, or that another account has taken over', async () => {
      const [first, second] = [await arrive(gateway), await arrive(gateway)]
      const browser = await subscribe(first)
      const order = await place(first)
      browser.answerWith(503)
      await advance(staff.warehouse, order.id, 'confirmed')
      await until(() => browser.asked() > 0, 'it could not be sent')
      await subscribe(second, browser)
      browser.answerWith(201)
      await untilSent(first)
      expect(browser.received).to.deep.equal([])
      expect(await subscriptionsOf(first)).to.deep.equal([])
      await advance(staff.warehouse, (await place(second)).id, 'confirmed')
      await until(() => browser.received.length === 1, 'the new owner is told')

      const expired = await subscribe(first)
      await gateway.database.query('update sessions set expires_at = now() where account_id = $1', [first.id])
      await bring(staff, order, 'in_transit', 'confirmed')
      await untilSent(first)
      expect(expired.received).to.deep.equal([])
    })

    it('is part of the export of their data, and ends with the account', async () => {
      const customer = await arrive(gateway)
      const { subscription } = await subscribe(customer)
      const { records } = await customer.client.request('account:export', {})
      const exported = records.filter(({ kind }) => kind === 'push_subscription').map(({ record }) => record)
      expect(exported).to.have.length(1)
      expect(exported[0]).to.include({ endpoint: subscription.endpoint })
      expect(JSON.stringify(exported)).not.to.include(subscription.keys.auth)
      await gateway.database.query('select forget_account($1)', [customer.id])
      expect(await subscriptionsOf(customer)).to.deep.equal([])
    })
  })

  describe('to the staff', () => {
    const hire = async (role: Parameters<typeof connectNewStaff>[1]) => {
      const person = await connectNewStaff(gateway, role)
      const browser = service.newBrowser()
      await person.client.request('push:subscribe', browser.subscription)
      return Object.assign(browser, person)
    }

    it('tells each role once of its new orders and of what was cancelled, and not of what was there before', async () => {
      const customer = await arrive(gateway)
      const before = await place(customer)
      const [warehouse, kitchen, manager] = [await hire('warehouse'), await hire('kitchen'), await hire('manager')]
      const [made, called] = [await place(customer), await place(customer)]
      await until(() => titles(warehouse).length === 2 && titles(manager).length === 2, 'the new orders')
      expect(titles(warehouse)).to.have.members([`New order ${made.number}`, `New order ${called.number}`])
      expect(warehouse.received[0]).to.include({ url: '/staff#/queue', stays: true, lang: 'en' })
      await advance(staff.warehouse, made.id, 'confirmed')
      await cancel(customer, called)
      await cancel(customer, before)
      await until(() => titles(kitchen).length === 1 && titles(warehouse).length === 4, 'the next steps')
      expect(titles(kitchen)).to.deep.equal([`Order ${made.number} can be prepared`])
      expect(titles(warehouse)).to.include.members([`Order ${called.number} is cancelled`, `Order ${before.number} is cancelled`])
      await until(() => titles(manager).length === 4, 'the manager hears of it too')
    })

    it('tells the managers of alarms', async () => {
      const customer = await arrive(gateway)
      const manager = await hire('manager')
      const order = await place(customer)
      await until(() => titles(manager).length === 1, 'the new order')
      await gateway.database.query('update orders set overdue_at = now() where id = $1', [order.id])
      await until(() => titles(manager).includes(`Order ${order.number} is not confirmed`), 'it waits for too long')
      await bring(staff, order, 'in_transit')
      await gateway.database.query('update orders set stranded_at = now() where id = $1', [order.id])
      await until(() => titles(manager).includes(`Order ${order.number} has lost its courier`), 'it has no courier')
      await gateway.database.query(
        "update orders set eta_promised = now() - interval '1 millisecond', eta_latest = now() + interval '1 hour' where id = $1",
        [order.id],
      )
      await until(() => titles(manager).includes(`Order ${order.number} is late`), 'it is late, however often it was estimated anew')
    })

    it('tells the managers each time that an order loses its courier', async () => {
      const customer = await arrive(gateway)
      const [manager, one, other] = [
        await hire('manager'),
        await connectNewStaff(gateway, 'courier'),
        await connectNewStaff(gateway, 'courier'),
      ]
      const order = await place(customer)
      await bring(staff, order, 'ready_for_pickup')
      await advance(one, order.id, 'in_transit')
      const lost = () => titles(manager).filter((title) => title === `Order ${order.number} has lost its courier`).length
      await one.client.request('courier:end_shift', { requestId: randomUUID() })
      await until(() => lost() === 1, 'the first time')
      await staff.manager.client.request('order:assign', { requestId: randomUUID(), orderId: order.id, courierId: other.id })
      await other.client.request('courier:end_shift', { requestId: randomUUID() })
      await until(() => lost() === 2, 'the second time')
      for (const { client } of [one, other]) client.close()
    })

    it('tells nothing to a browser whose session has run out, and takes no subscription of it', async () => {
      const customer = await arrive(gateway)
      const [gone, home, here] = [await hire('warehouse'), await hire('warehouse'), await hire('warehouse')]
      const expire = ({ id }: { id: string }) =>
        gateway.database.query("update sessions set expires_at = now() - interval '1 second' where account_id = $1", [id])
      await expire(gone)
      expect(await refusal(gone.client.request('push:subscribe', gone.subscription))).to.include({ reason: 'session_revoked' })
      await expire(home)
      const order = await place(customer)
      await until(() => titles(here).length === 1, 'the one at work is told')
      await cancel(customer, order)
      await until(() => titles(here).length === 2, 'of all that happens')
      expect([await queuedFor(home), home.received]).to.deep.equal([[], []])
    })

    it('tells of an order for later when it comes to the queue, and forgets what ended an hour ago', async () => {
      const customer = await arrive(gateway)
      const warehouse = await hire('warehouse')
      const at = new Date(Date.now() + 26 * 3_600_000).toISOString()
      const later = placement(productId, { delivery: { address: 'Hlavná 1', at } })
      const { order } = await customer.client.request('order:place', later)
      const now = await place(customer)
      await until(() => titles(warehouse).length === 1, 'only the one for now')
      await gateway.database.query("update orders set deliver_at = now() + interval '5 minutes' where id = $1", [order.id])
      await until(() => titles(warehouse).includes(`New order ${order.number}`), 'the one for later')
      await gateway.database.query(
        `update orders set status = 'delivered', timeline = timeline || jsonb_build_object('status', 'delivered', 'at', rfc3339(now() - interval '2 hours'))
         where id = $1`,
        [now.id],
      )
      await pruneStaffAlerts(gateway.database)
      const kept = await gateway.database.query<{ id: string }>('select order_id as id from staff_alerts where order_id = any ($1)', [
        [now.id, order.id],
      ])
      expect(new Set(kept.map(({ id }) => id))).to.deep.equal(new Set([order.id]))
    })
  })
})
