import { expect } from 'chai'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import webPush from 'web-push'
import { inspect, openBoard, openBrowser, openShop, type Visitor, visit } from '../support/browser.ts'
import { arrive, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { type FakeBrowser, type Received, startPushService } from '../support/push-service.ts'
import { until } from '../support/until.ts'

/** The browser's own push service is not reachable from a test: this one takes its place, and keeps the subscription as a browser does. */
const withService = (key: string, browsers: Record<string, FakeBrowser>) => `
  const kept = 'subscription of ' + location.pathname
  const subscriptions = ${JSON.stringify(Object.fromEntries(Object.entries(browsers).map(([path, { subscription }]) => [path, subscription])))}
  const key = Uint8Array.from(atob('${key}'.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0)).buffer
  const subscription = () => ({
    endpoint: subscriptions[location.pathname].endpoint,
    options: { applicationServerKey: key },
    toJSON: () => subscriptions[location.pathname],
    unsubscribe: async () => localStorage.removeItem(kept),
  })
  PushManager.prototype.getSubscription = async () => (localStorage.getItem(kept) ? subscription() : null)
  PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
    if (!userVisibleOnly || applicationServerKey !== '${key}') throw new Error('not as the browser demands')
    localStorage.setItem(kept, 'yes')
    return subscription()
  }`

const shownScript = (scope: string) => `navigator.serviceWorker.getRegistration('${scope}')
  .then((registration) => registration.getNotifications())
  .then((all) => all.map(({ title, body, lang, tag, data, requireInteraction }) => ({ title, body, lang, tag, url: data, stays: requireInteraction })))`

/** A page of the origin that is neither the shop nor the board. */
const elsewhere = '/favicon.svg'

describeWith('chromium-desktop')('the service worker', () => {
  const vapid = webPush.generateVAPIDKeys()
  let service: Awaited<ReturnType<typeof startPushService>>
  let gateway: TestGateway
  let browser: Browser
  let staff: Staff
  let visitor: Visitor
  let context: BrowserContext
  let page: Page
  let devtools: CDPSession
  let own: Record<'/' | '/staff', FakeBrowser>
  /** How many messages the workers have handled to the end. */
  let handled: number
  /** The ids of the registrations, by scope. */
  const registrations = new Map<string, string>()

  before(async function () {
    this.timeout(300_000)
    service = await startPushService(vapid.publicKey)
    browser = await openBrowser('chromium-desktop')
    gateway = await startTestGateway({
      env: {
        DEMO: '1',
        VAPID_PUBLIC_KEY: vapid.publicKey,
        VAPID_PRIVATE_KEY: vapid.privateKey,
        VAPID_SUBJECT: 'mailto:push@shop.test',
        PUSH_SERVICES: service.origin,
      },
    })
    staff = await staffOf(gateway)
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
    service.stop()
    expect(service.faults).to.deep.equal([])
  })
  beforeEach(async () => {
    visitor = await visit(browser, gateway.url, { serviceWorker: true })
    page = visitor.page
    context = page.context()
    own = { '/': service.newBrowser(), '/staff': service.newBrowser() }
    await context.addInitScript(withService(vapid.publicKey, own))
    await context.grantPermissions(['notifications'])
    devtools = await context.newCDPSession(page)
    devtools.on('ServiceWorker.workerRegistrationUpdated', (event) => {
      for (const { registrationId, scopeURL } of event.registrations) registrations.set(new URL(scopeURL).pathname, registrationId)
    })
    await devtools.send('ServiceWorker.enable')
    handled = 0
    devtools.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent }) => {
      if (backgroundServiceEvent.eventName === 'Push event completed') handled++
    })
    await devtools.send('BackgroundService.startObserving', { service: 'pushMessaging' })
    await devtools.send('BackgroundService.setRecording', { service: 'pushMessaging', shouldRecord: true })
  })
  afterEach(async () => {
    await visitor.leave()
    registrations.clear()
    expect(visitor.complaints).to.deep.equal([])
  })

  const shown = (scope = '/') => page.evaluate<{ title: string; url: string; stays: boolean }[]>(shownScript(scope))
  const titles = async (scope?: string) => (await shown(scope)).map(({ title }) => title)
  /**
   * What the push service got, decrypted, reaches the browser, all at once. Resolves when the worker has handled it: Chromium forgets a
   * notification that is on its way to the screen when a page asks for the list meanwhile.
   */
  const deliver = async (messages: Received[], scope = '/') => {
    const registrationId = await until(() => registrations.get(scope) ?? '', 'the worker is registered')
    // a worker that does not run yet gets nothing
    const isActive = `navigator.serviceWorker.getRegistration('${scope}').then((registration) => registration?.active?.state === 'activated')`
    await until(() => page.evaluate<boolean>(isActive), 'the worker is active')
    const all = handled + messages.length
    await Promise.all(
      messages.map(({ ttl, urgency, topic, ...message }) =>
        devtools.send('ServiceWorker.deliverPushMessage', { origin: gateway.url, registrationId, data: JSON.stringify(message) }),
      ),
    )
    await until(() => handled === all, 'the worker has handled them')
  }
  const isActive = () => page.evaluate('navigator.serviceWorker.ready.then(() => true)')
  const received = async (scope: '/' | '/staff', count: number): Promise<Received> => {
    await until(() => own[scope].received.length >= count, `message ${count}`)
    const message = own[scope].received[count - 1]
    if (!message) throw new Error('no message')
    return message
  }

  it('shows the steps of an order while no page is open, one notification renewed, and opens its page', async () => {
    const customer = await arrive(gateway)
    const { order } = await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    await openShop(visitor, customer)
    await page.goto('/#/account')
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await inspect(page, 'account-push')
    await page.getByRole('button', { name: 'Notify me on this device' }).click()
    await page.getByText('This device shows each step of your order').waitFor()

    await advance(staff.warehouse, order.id, 'confirmed')
    const confirmed = await received('/', 1)
    await page.goto(elsewhere)
    await deliver([confirmed])
    expect(await titles()).to.deep.equal([`Order ${order.number} is confirmed`])
    const [notification] = await shown()
    expect(notification).to.include({ lang: 'en', tag: order.id, url: `/#/order/${order.id}`, stays: false })

    await bring(staff, order, 'in_transit', 'confirmed')
    const onItsWay = await received('/', 2)
    // Chromium takes a notification away after 25 s, unless it stays
    const staying = { ...onItsWay, stays: true }
    const news = [staying, confirmed, { ...staying, title: 'The same message again' }]
    await deliver([...news, { ...staying, tag: 'another', title: 'Another order' }])
    expect(await titles()).to.have.members([`Order ${order.number} is on its way`, 'Another order'])

    // a tap may come before the page is at rest
    await page.addInitScript('window.requestIdleCallback = () => 0')
    await page.goto('/')
    await deliver([{ ...staying, at: staying.at + 1, title: 'A page is visible' }])
    const [worker] = context.serviceWorkers()
    await worker?.evaluate(`(async () => {
      const [notification] = await registration.getNotifications({ tag: '${order.id}' })
      dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    })()`)
    await page.waitForURL(`**/#/order/${order.id}`)
    expect(await titles()).to.deep.equal(['Another order'])
  })

  it('ends with the session: nothing stays in the browser, and the next customer begins anew', async () => {
    const [first, second] = [await makePerson(gateway.database), await makePerson(gateway.database)]
    await openShop(visitor, first)
    await page.goto('/#/account')
    await page.getByRole('button', { name: 'Notify me on this device' }).click()
    await page.getByRole('button', { name: 'Stop notifying this device' }).waitFor()
    const subscribed = () => page.evaluate('localStorage.getItem("subscription of /")')
    const stored = async () =>
      (await gateway.database.query('select 1 as one from push_subscriptions where endpoint = $1', [own['/'].subscription.endpoint])).length
    const hasEnded = () => until(async () => (await subscribed()) === null && (await stored()) === 0, 'the subscription has ended')
    expect([await subscribed(), await stored()]).to.deep.equal(['yes', 1])
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await hasEnded()

    // a session that ended while no page was open
    await page.evaluate(`localStorage.setItem('push', 'x'); localStorage.setItem('subscription of /', 'yes')`)
    await openShop(visitor, second)
    await until(async () => (await subscribed()) === null, 'it is not used for somebody else')
    await page.goto('/#/account')
    await page.getByRole('button', { name: 'Notify me on this device' }).click()
    await page.getByRole('button', { name: 'Stop notifying this device' }).click()
    await page.getByRole('button', { name: 'Notify me on this device' }).waitFor()
    // the button is back before the browser has ended the subscription
    await hasEnded()
  })

  it('says so where there is no connection, opens the page by itself when there is, and never shows an old one', async () => {
    await page.goto('/')
    await isActive()
    await page.reload()
    await context.setOffline(true)
    await page.reload()
    await page.getByRole('heading', { name: 'We cannot be reached right now' }).waitFor()
    await page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => false }); dispatchEvent(new Event('offline'))")
    await page.getByRole('heading', { name: 'No connection' }).waitFor()
    await inspect(page, 'offline')
    await page.goto('/staff')
    await page.getByText('The board opens as soon as the connection is back.').waitFor()
    await page.goto('/#/basket')
    await gateway.database.query("update store set name = 'Another name', translations = '{}'")
    await context.setOffline(false)
    await page.getByRole('link', { name: 'Menu' }).waitFor()
    await until(async () => {
      await page.reload()
      return (await page.title()).includes('Another name')
    }, 'the page of now is shown')
    expect(page.url()).to.match(/#\/basket$/)

    await page.evaluate(`(async () => {
      await (await caches.open('offline ' + location.origin + '/ before')).put('/offline', new Response('old'))
      await (await navigator.serviceWorker.getRegistration('/')).unregister()
    })()`)
    await page.reload()
    await isActive()
    const kept = await page.evaluate<string[]>("caches.keys().then((names) => names.filter((name) => name.startsWith('offline')))")
    expect(kept, 'what was kept before a deploy is gone').to.have.length(1)
    expect(kept[0]).not.to.include('before')
  })

  it('tells the staff of new orders while the board is closed', async () => {
    const cook = await connectNewStaff(gateway, 'warehouse')
    await openBoard(visitor, cook)
    await page.getByRole('button', { name: 'Alerts and keys' }).click()
    await inspect(page, 'staff-push')
    await page.getByRole('button', { name: 'Notify this device when the board is closed' }).click()
    await page.getByText('appear on this device').waitFor()
    const customer = await arrive(gateway)
    const { order } = await customer.client.request('order:place', placement((await anyDish(gateway)).id))
    const message = await received('/staff', 1)
    await page.goto(elsewhere)
    await deliver([message], '/staff')
    expect(await titles('/staff')).to.deep.equal([`New order ${order.number}`])
    expect((await shown('/staff'))[0]).to.include({ url: '/staff#/queue', stays: true })
    expect(await titles('/staff')).to.have.length(1)
  })

  it('explains why it cannot notify where the browser forbids it', async () => {
    await context.clearPermissions()
    await page.addInitScript("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    await openShop(visitor, await makePerson(gateway.database))
    await page.goto('/#/account')
    await page.getByText('Your browser blocks notifications from this page.').waitFor()
    expect(await page.getByRole('button', { name: 'Notify me on this device' }).count()).to.equal(0)
  })
})
