import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order, QueueOrder } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { moveTo, openBoardPage, placeOrders } from '../support/evening.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, neverReject, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

/** Notes what the page plays, vibrates, shows and keeps awake. */
const listen = `
  window.noted = { notes: [], vibrations: [], notifications: [], locks: [] }
  window.OscillatorNode = class extends OscillatorNode {
    constructor(context, options) {
      super(context, options)
      noted.notes.push({ ...options, state: context.state })
    }
  }
  Navigator.prototype.vibrate = (pattern) => Boolean(noted.vibrations.push(pattern))
  window.Notification = class {
    static permission = 'granted'
    constructor(title, { body }) {
      noted.notifications.push(body)
    }
  }
  window.AudioContext = class extends AudioContext {
    constructor() {
      super()
      window.audio = this
    }
  }
  const request = WakeLock.prototype.request
  WakeLock.prototype.request = async function (kind) {
    const lock = await request.call(this, kind)
    noted.locks.push(lock)
    return lock
  }
`

interface Noted {
  notes: { type: string; frequency: number; state: string }[]
  vibrations: number[][]
  notifications: string[]
}

describeWith('chromium-desktop')('the board calls', () => {
  let gateway: TestGateway
  let browser: Browser
  let manager: Awaited<ReturnType<typeof connectNewStaff>>
  let visitor: Visitor
  let page: Page
  /** Sends a push to the page, as if it came from the gateway. */
  let push: (event: string, payload: object) => void

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser('chromium-desktop')
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    await gateway.database.query('update stock set on_hand = 1000000000')
    manager = await connectNewStaff(gateway, 'manager')
  })
  beforeEach(async () => {
    // the orders of the other tests stay unconfirmed
    await neverReject(gateway)
    visitor = await visit(browser, gateway.url)
    page = visitor.page
    await page.addInitScript(listen)
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      push = (event, payload) => socket.send(`42/staff,${JSON.stringify([event, payload])}`)
      socket.onMessage((message) => server.send(message))
      server.onMessage((message) => socket.send(message))
    })
  })
  afterEach(async () => {
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })

  const noted = () => page.evaluate<Noted>('({ ...noted, locks: undefined })')
  const open = async (role: 'warehouse' | 'kitchen' | 'manager') => {
    const person = await openBoardPage(gateway, { page }, role)
    await page.locator('.toolbar').waitFor()
    await page.mouse.click(700, 5)
    await page.getByText('Tap anywhere to turn the sound on.').waitFor({ state: 'detached' })
    return person
  }
  const bar = () => page.locator('.dock')
  const seen = () => bar().getByRole('button', { name: 'OK, all seen' })
  const spoken = () => page.locator('.dock [role=alert]').innerText()
  const ticket = ({ number }: Pick<Order, 'number'>) => page.getByRole('article', { name: `Order ${number}`, exact: true })
  const placeOne = async () => {
    const [order] = await placeOrders(gateway, 1)
    if (!order) throw new Error('no order')
    return order
  }

  it('after another tap, when the device has silenced it, as a call does', async () => {
    await open('warehouse')
    await page.evaluate('window.audio.suspend()')
    await page.getByText('Tap anywhere to turn the sound on.').waitFor()
    await page.mouse.click(700, 5)
    await page.getByText('Tap anywhere to turn the sound on.').waitFor({ state: 'detached' })
    expect(await page.evaluate('window.audio.state')).to.equal('running')
  })

  it('by sound, vibration, title, on the ticket and to screen readers when an order arrives, until a tap acknowledges it', async () => {
    await open('warehouse')
    const order = await placeOne()
    await bar().getByText(`New ${order.number}`).waitFor()
    await ticket(order).getByText('New', { exact: true }).waitFor()
    await until(async () => (await noted()).notes.length > 0, 'a sound')
    const { notes, vibrations, notifications } = await noted()
    expect(notes.map(({ type, frequency, state }) => [type, frequency, state]).slice(0, 3)).to.deep.equal([
      ['sine', 784, 'running'],
      ['sine', 1047, 'running'],
      ['sine', 1319, 'running'],
    ])
    expect(vibrations[0]).to.deep.equal([300])
    expect(notifications, 'nothing in front of a page that is looked at').to.deep.equal([])
    expect(await page.title()).to.match(/^\(1\) Orders/)
    await until(async () => (await spoken()) === `New: ${order.number}.`, 'it is read out')
    await until(async () => (await noted()).notes.length > 3, 'the sound again')
    await seen().click()
    await ticket(order).getByText('New', { exact: true }).waitFor({ state: 'detached' })
    await until(async () => (await page.title()).startsWith('Orders'), 'the title counts nothing')
  })

  it('by a notification when the page is in the background', async () => {
    await open('warehouse')
    await page.evaluate("Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' })")
    const order = await placeOne()
    await until(async () => (await noted()).notifications.length > 0, 'a notification')
    expect((await noted()).notifications).to.deep.equal([`New: ${order.number}.`])
  })

  it('when an order is cancelled; its ticket stays, crossed out, until that is acknowledged', async () => {
    const { client } = await arrive(gateway)
    const { order } = await client.request('order:place', placement((await anyDish(gateway)).id))
    await open('warehouse')
    await ticket(order).waitFor()
    await client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other' })
    await bar().getByText(`Cancelled ${order.number}`).waitFor()
    const notes = async () => (await noted()).notes.map(({ frequency }) => frequency).join()
    await until(async () => /^988,740,494(,988,740,494)*$/.test(await notes()), 'a falling melody, which is repeated')
    await ticket(order).getByRole('button', { name: 'OK' }).click()
    await ticket(order).waitFor({ state: 'detached' })
    await seen().waitFor({ state: 'detached' })
  })

  it('when an order changes', async () => {
    const order = await placeOne()
    await moveTo(manager.client, [order], 'confirmed')
    const { client } = await open('kitchen')
    await ticket(order).waitFor()
    const { orders } = await client.request('queue:list', {})
    const now = orders.find(({ id }) => id === order.id)
    if (!now) throw new Error('the order is not in the queue')
    const changed: QueueOrder = {
      ...now,
      version: now.version + 1,
      items: now.items.map((item) => ({ ...item, quantity: item.quantity + 7 })),
    }
    push('queue:changed', { order: changed })
    await bar().getByText(`Changed ${order.number}`).waitFor()
    await ticket(order).getByText('Changed', { exact: true }).waitFor()
    await until(async () => (await spoken()) === `Changed: ${order.number}.`, 'it is read out')
  })

  it('when an order becomes late while the board is open, not for those that were late before', async () => {
    const order = await placeOne()
    await page.clock.install()
    await open('warehouse')
    await ticket(order).waitFor()
    // a new connection would bring the time of the gateway
    await page.context().setOffline(true)
    await page.clock.fastForward('05:00:00')
    await bar().getByText('Late', { exact: true }).waitFor()
    const late = new RegExp(`Late: .*\\b${order.number}\\b`)
    await until(async () => late.test(await spoken()), 'it is read out')
    await page.clock.fastForward(1000)
    await gateway.database.query("update orders set eta_promised = now() - interval '1 hour', eta_latest = now() where id = $1", [order.id])
    await page.context().setOffline(false)
    await page.reload()
    await ticket(order).waitFor()
    expect(await page.title()).to.match(/^Orders/)
  })

  it('when an order for later comes to the queue, and when it is not confirmed in time', async () => {
    const at = new Date(Date.now() + 5 * 3_600_000).toISOString()
    const [order] = await placeOrders(gateway, 1, () => ({ delivery: { address: 'Žilinská 7', at } }))
    if (!order) throw new Error('no order')
    await open('manager')
    const later = page.locator('details.later').getByRole('article', { name: `Order ${order.number}`, exact: true })
    await later.getByText(/^begin \w{3},? \d+ \w+/).waitFor()
    expect(await page.title(), 'it is no news as long as it waits').to.match(/^Orders/)
    await inspect(page, 'staff-later')

    await gateway.database.query("update orders set deliver_at = now() + interval '1 minute' where id = $1", [order.id])
    await until(async () => (await spoken()) === `New: ${order.number}.`, 'it has come')
    await gateway.database.query('update orders set short_at = now(), version = version + 1 where id = $1', [order.id])
    await gateway.database.query('select tell_queue($1)', [order.id])
    await until(async () => (await spoken()) === `Missing items: ${order.number}.`, 'something is missing for it')
    await gateway.database.query('update orders set short_at = null, version = version + 1 where id = $1', [order.id])
    await page.locator('section[data-name=placed]').locator(`#ticket-${order.id}`).waitFor()
    await seen().click()

    await gateway.database.query('update store set confirm_within_minutes = 5')
    await gateway.database.query(
      `update orders set placed_at = now() - interval '6 minutes', released_at = now() - interval '6 minutes',
         timeline = jsonb_set(timeline, '{0,at}', to_jsonb(rfc3339(now() - interval '6 minutes'))) where id = $1`,
      [order.id],
    )
    const overdue = new RegExp(`Not confirmed: .*\\b${order.number}\\b`)
    await until(async () => overdue.test(await spoken()), 'it is read out')
    await until(async () => (await noted()).notes.some(({ frequency }) => frequency === 659), 'its melody')
    await inspect(page, 'staff-overdue')
    await seen().click()
    await ticket(order).getByText('Not confirmed', { exact: true }).waitFor()
    await ticket(order).getByRole('button', { name: 'Start picking' }).click()
    await ticket(order).getByText('Not confirmed', { exact: true }).waitFor({ state: 'detached' })
  })

  it('not for steps that were taken here', async () => {
    const order = await placeOne()
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    await ticket(order).getByRole('button', { name: 'Start cooking' }).click()
    await ticket(order).getByRole('button', { name: 'Mark as ready' }).click()
    await page.getByRole('button', { name: `Undo order ${order.number}: Mark as ready` }).click()
    await ticket(order).getByRole('button', { name: 'Mark as ready' }).waitFor()
    expect(await page.title()).to.match(/^Orders/)
    expect((await noted()).notes).to.deep.equal([])
  })

  it('with the sound that was chosen, also after a reload, or with none', async () => {
    await open('warehouse')
    await page.getByRole('button', { name: 'Alerts and keys' }).click()
    await page.getByLabel('Buzzer').check()
    await until(async () => (await noted()).notes.length > 0, 'the choice is played')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.locator('.board:not([aria-busy])').waitFor()
    await page.mouse.click(700, 5)
    const first = await placeOne()
    await bar().getByText(`New ${first.number}`).waitFor()
    await until(async () => (await noted()).notes.length > 0, 'a sound')
    expect((await noted()).notes.map(({ type }) => type))
      .to.include('square')
      .and.not.include('sine')

    await page.getByRole('button', { name: 'Alerts and keys' }).click()
    await page.getByLabel('No sound').check()
    await page.keyboard.press('Escape')
    await seen().click()
    const { length } = (await noted()).notes
    const second = await placeOne()
    await until(async () => (await noted()).vibrations.length > 1, 'it is felt')
    await bar().getByText(`New ${second.number}`).waitFor()
    expect((await noted()).notes).to.have.length(length)
  })

  it('and keeps the screen on while it is shown', async () => {
    await open('warehouse')
    const held = () => page.evaluate<boolean[]>('noted.locks.map(({ released }) => !released)')
    await until(async () => (await held()).join() === 'true', 'a wake lock')
    await page.getByRole('button', { name: 'Alerts and keys' }).click()
    await page.getByLabel('Keep the screen on').uncheck()
    await until(async () => (await held()).join() === 'false', 'it is released')
  })
})
