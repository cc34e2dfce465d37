import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const minuteMs = 60_000
const home = { lat: 48.1449, lng: 17.1127 }
const delivery = { address: 'Hlavná 1, Bratislava', location: home }
const tilesUrl = 'https://{s}.tiles.example.com/{z}/{x}/{y}.png'
/** One transparent pixel. */
const tile = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')

describeWith('chromium')('the page of an order', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    staff = await staffOf(gateway)
  })
  after(async () => {
    await browser.close()
    for (const { client } of Object.values(staff)) client.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, gateway.url)
    customer = await arrive(gateway)
    await customer.client.request('account:update', { locale: 'en', timeZone: 'Europe/Bratislava' })
  })
  afterEach(async () => {
    customer.client.close()
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  const place = async (more: Parameters<typeof placement>[1] = {}): Promise<Order> => {
    const { id } = await anyDish(gateway)
    return (await customer.client.request('order:place', placement(id, { delivery, ...more }))).order
  }
  const open = async ({ id }: Order, { page } = visitor): Promise<Page> => {
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${customer.token}')`)
    await page.goto(`/#/order/${id}`)
    await page.locator('p.status').waitFor()
    return page
  }
  /** The order once its payment waits for the customer. */
  const waiting = async ({ id: orderId }: Order): Promise<Order> => {
    const load = async () => (await customer.client.request('order:get', { orderId })).order
    await until(async () => (await load()).payment.nextAction !== undefined, 'the payment waits for the customer')
    return load()
  }
  const status = (page: Page, text: string) => page.locator('p.status', { hasText: text }).waitFor()
  const step = (page: Page) => page.locator('.steps [aria-current=step]').innerText()
  const locate = (location: { lat: number; lng: number }) => staff.courier.client.request('courier:locate', { location })

  it('counts the minutes down with the clock', async () => {
    const order = await place()
    const page = await open(order)
    const arrival = page.locator('.arrival')
    const [from = 0, to = 0] = ((await arrival.innerText()).match(/\d+/g) ?? []).map(Number)
    expect(to - from).to.be.within(5, 25)
    const shows = (text: string | RegExp) =>
      until(async () => expect(await arrival.innerText()).to.match(new RegExp(text)), `it shows ${text}`)
    await page.clock.setFixedTime(Date.parse(order.eta.earliest) - 4.5 * minuteMs)
    await shows(`^5–${5 + Math.round((Date.parse(order.eta.latest) - Date.parse(order.eta.earliest)) / minuteMs)} min$`)
    await page.clock.setFixedTime(Date.parse(order.eta.latest) - 2.5 * minuteMs)
    await shows('^Within 3 min$')
    await page.clock.setFixedTime(Date.parse(order.eta.latest) + minuteMs)
    await shows('^Any minute now$')
  })

  it('counts with the time of the gateway, if the clock of the device is wrong', async () => {
    const order = await place()
    await visitor.page.clock.setFixedTime(Date.now() - 3 * 60 * minuteMs)
    const page = await open(order)
    const [, to = 0] = ((await page.locator('.arrival').innerText()).match(/\d+/g) ?? []).map(Number)
    expect(to).to.be.within(1, 90)
  })

  it('shows the time, and not the minutes, of an order for another day', async () => {
    const at = new Date(Date.now() + 2 * 24 * 60 * minuteMs).toISOString()
    const page = await open(await place({ delivery: { ...delivery, at } }))
    expect(await page.locator('.arrival').innerText()).to.match(/^\d\d:\d\d – \d\d:\d\d$/)
  })

  it('has four steps, the destination from the beginning, and a courier whose position has an age', async () => {
    const order = await place()
    const page = await open(order)
    await page.locator('.map .pin-home').waitFor()
    expect(await step(page)).to.include('Received')
    await inspect(page, 'order-received')
    await bring(staff, order, 'in_preparation')
    await status(page, 'We are preparing your order')
    expect(await step(page)).to.include('Preparing')
    const expected = await page.locator('.arrival + .hint').innerText()
    await staff.kitchen.client.request('order:delay', { requestId: randomUUID(), orderId: order.id, minutes: 30 })
    await page.getByRole('status').filter({ hasText: 'We need 30 more minutes.' }).waitFor()
    expect(await page.locator('.arrival + .hint').innerText(), 'the new time').not.to.equal(expected)
    await inspect(page, 'order-delayed')
    await bring(staff, order, 'in_transit', 'in_preparation')
    await status(page, 'On its way to you')
    expect(await page.locator('.progress .delayed').innerText(), 'what the kitchen needed is past').to.equal('')
    expect(await step(page)).to.include('On the way')
    await page.getByText('has not told us a position yet').waitFor()
    const locatedAt = Date.now()
    await locate({ lat: 48.152, lng: 17.115 })
    await page.locator('.map .pin-courier').waitFor()
    await page.getByText(/Position: (now|\d+ seconds? ago)/).waitFor()
    await page.reload()
    await page.locator('.map .pin-courier').waitFor()
    await page.locator('.map .pin-home').waitFor()
    await page.clock.setFixedTime(locatedAt + 5 * minuteMs)
    await page.getByText('Position: 5 minutes ago').waitFor()
    await bring(staff, order, 'delivered', 'in_transit')
    await status(page, 'Delivered')
    expect(await step(page)).to.include('Delivered')
    await page.locator('.map').waitFor({ state: 'detached' })
  })

  it('is shared by a link, which opens without an account and ends when the customer stops sharing', async () => {
    const order = await place()
    const page = await open(order)
    await visitor.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.evaluate('delete Navigator.prototype.share')
    await page.getByRole('button', { name: 'Share' }).click()
    await page.getByText('Link copied.').waitFor()
    const link = await page.evaluate<string>('navigator.clipboard.readText()')
    expect(link).to.match(new RegExp(`^${gateway.url}/track/[\\w-]{22}$`))
    const friend = await visit(browser, gateway.url, { locale: 'sk' })
    const opened = await friend.page.goto(link)
    const headers = await opened?.allHeaders()
    expect(headers).to.include({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': 'noindex' })
    await status(friend.page, 'Objednávka je prijatá')
    await bring(staff, order, 'in_transit')
    await locate({ lat: 48.152, lng: 17.115 })
    await friend.page.locator('.map .pin-courier').waitFor()
    await status(friend.page, 'Na ceste')
    expect(await friend.page.content(), 'neither the place nor the courier').not.to.match(/Hlavná|pin-home|courier-[0-9a-f]/)
    await inspect(friend.page, 'track')
    await page.getByRole('button', { name: 'Stop sharing' }).click()
    await page.getByText('The links to this order no longer work.').waitFor()
    await friend.page.getByRole('heading', { name: 'Platnosť odkazu sa skončila' }).waitFor()
    await friend.page.reload()
    await friend.page.getByRole('heading', { name: 'Platnosť odkazu sa skončila' }).waitFor()
    await friend.leave()
    expect(friend.complaints).to.deep.equal([])
  })

  it('asks whether something else will do, counts down, and shows what was changed', async () => {
    const [{ id: productId }, [espresso]] = [
      await anyDish(gateway),
      (await customer.client.request('menu:list', { search: 'espresso', limit: 1 })).products,
    ]
    if (!espresso) throw new Error('there is no espresso')
    const items = [
      { productId, quantity: 2 },
      { productId: espresso.id, quantity: 1 },
    ]
    const order = await place({ items })
    await bring(staff, order, 'confirmed')
    const page = await open(order)
    const amend = (line: number, substitute?: { productId: string; quantity: number }) =>
      staff.kitchen.client.request('order:amend', {
        requestId: randomUUID(),
        orderId: order.id,
        lines: [{ line, quantity: 1, ...(substitute && { substitute }) }],
        reason: 'The last one was dropped.',
      })
    await amend(0, { productId: espresso.id, quantity: 1 })
    const card = page.locator('.substitution')
    await card.getByRole('heading', { name: `We are out of ${order.items[0]?.name}` }).waitFor()
    await card
      .getByRole('timer')
      .filter({ hasText: /\d:\d\d.* left to answer/ })
      .waitFor()
    await inspect(page, 'order-substitution')
    await card.getByRole('button', { name: 'Yes, please' }).click()
    await card.waitFor({ state: 'detached' })
    await page.locator('.items .removed', { hasText: 'Replaced by Espresso' }).waitFor()
    await amend(1)
    await page.locator('.items .removed', { hasText: 'The last one was dropped.' }).nth(1).waitFor()
    await inspect(page, 'order-amended')
    await amend(0, { productId: espresso.id, quantity: 1 })
    await card.getByRole('button', { name: 'No, thank you' }).click()
    await card.waitFor({ state: 'detached' })
    expect((await customer.client.request('order:get', { orderId: order.id })).order.items.map(({ name }) => name)).to.deep.equal([
      'Espresso',
    ])
  })

  it('tells why the order was rejected, and that the money goes back', async () => {
    const order = await place({ paymentMethod: 'card' })
    await confirm(gateway, await waiting(order), 'succeeded')
    const page = await open(order)
    await status(page, 'We have your order')
    await staff.manager.client.request('order:advance', {
      requestId: randomUUID(),
      orderId: order.id,
      to: 'rejected',
      reason: 'The oven is broken.',
    })
    await status(page, 'We could not prepare it')
    await page.getByText('Reason: The oven is broken.').waitFor()
    await page.getByText(/We (are refunding|refunded) €\d+\.\d\d/).waitFor()
    await page.getByText('Card, online: refunded').waitFor()
    await page.getByText(/We refunded €\d+\.\d\d/).waitFor()
    await inspect(page, 'order-rejected')
  })

  it('shows each refund with its reason and its state, what is left of the price, and a credit note to save', async () => {
    const order = await place({ paymentMethod: 'card' })
    await confirm(gateway, await waiting(order), 'succeeded')
    const page = await open(order)
    await status(page, 'We have your order')
    const reason = 'The lid was open.'
    const asked = { requestId: randomUUID(), orderId: order.id, delivery: true, reason } as const
    await staff.manager.client.request('order:refund', asked)
    await page.getByText('“The lid was open.”').waitFor()
    await page.getByText(/We refunded €\d+\.\d\d/).waitFor()
    await page.getByText('Total now').waitFor()
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Credit note' }).click()])
    expect(file.suggestedFilename()).to.equal(`credit-note-${order.number}-1.pdf`)
    await inspect(page, 'order-refunded')
  })

  it('does not ask to scan the code of a payment that has failed, and offers to pay again', async () => {
    const order = await place({ paymentMethod: 'qr' })
    const page = await open(order)
    await page.getByText('Scan this code').waitFor()
    await confirm(gateway, await waiting(order), 'failed')
    await page.getByText('The payment failed.').waitFor()
    expect(await page.getByText('Scan this code').count()).to.equal(0)
    expect(await page.getByAltText('QR code of the payment').count()).to.equal(0)
    await inspect(page, 'order-payment-failed')
    await page.getByRole('button', { name: 'Cash on delivery' }).click()
    await status(page, 'We have your order')
  })

  it('has the card form of the sandbox, with the steps of a real one', async () => {
    const page = await open(await place({ paymentMethod: 'card' }))
    const form = page.frameLocator('.card-form iframe')
    const pay = page.getByRole('button', { name: /^Pay €/ })
    await pay.click()
    await page.getByRole('alert').filter({ hasText: 'Please fill in the card number' }).waitFor()
    await form.getByLabel('Card number').fill('4000000000003220')
    await form.getByLabel('Expiry date').fill('1240')
    await form.getByLabel('Security code').fill('123')
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await inspect(page, 'order-sandbox-card')
    await pay.click()
    await form.getByRole('button', { name: 'Refuse' }).click()
    await page.getByRole('alert').filter({ hasText: 'Your bank could not confirm' }).waitFor()
    await page.getByText('Card, online: failed').waitFor()
    await page.reload()
    await page.getByRole('alert').filter({ hasText: 'The payment failed.' }).waitFor()
    await form.getByLabel('Card number').fill('4242424242424242')
    await form.getByLabel('Expiry date').fill('1240')
    await form.getByLabel('Security code').fill('123')
    await page.getByLabel('Remember this card for my next order').check()
    await pay.click()
    await status(page, 'We have your order')
    await page.getByText('Card, online: paid').waitFor()

    await open(await place({ paymentMethod: 'card' }))
    await form.getByLabel('•••• 4242').waitFor()
    await pay.waitFor()
    await inspect(page, 'order-sandbox-kept-card')
    await pay.click()
    await status(page, 'We have your order')
  })

  it('says that nothing is to pay for an order that was cancelled, and in whose words', async () => {
    const order = await place()
    const page = await open(order)
    const cancellation = { requestId: randomUUID(), orderId: order.id, reason: 'wrong_address', comment: 'I have moved.' } as const
    await customer.client.request('order:cancel', cancellation)
    await status(page, 'Cancelled')
    await page.getByText('Reason: The address is wrong').waitFor()
    await page.getByText('“I have moved.”').waitFor()
    await page.getByText('Cash on delivery: cancelled').waitFor()
    await page.getByText('You pay nothing for this order.').waitFor()
  })

  it('has a receipt to download', async () => {
    const order = await place()
    await bring(staff, order, 'delivered')
    const page = await open(order)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Receipt (PDF)' }).click()])
    expect((await readFile(await download.path())).subarray(0, 5).toString()).to.equal('%PDF-')
  })

  it('says that there is no such order, with a way on', async () => {
    const page = visitor.page
    await open(await place())
    await page.goto(`/#/order/${randomUUID()}`)
    await page.getByRole('button', { name: 'All your orders' }).click()
    await page.getByRole('heading', { level: 1, name: 'Your orders' }).waitFor()
  })

  describe('the map', () => {
    it('has a drawn ground, and loads nothing from other servers', async () => {
      const asked: string[] = []
      visitor.page.on('request', (request) => asked.push(new URL(request.url()).host))
      const page = await open(await place())
      await page.locator('.map .ground').first().waitFor()
      expect(new Set(asked)).to.deep.equal(new Set([new URL(gateway.url).host]))
    })

    it('has the streets of TILES_URL, with their attribution', async () => {
      const node = await startTestGateway({ env: { DEMO: '1', TILES_URL: tilesUrl }, on: { url: gateway.databaseUrl } })
      const guest = await visit(browser, node.url)
      const tiles: string[] = []
      await guest.page.route('https://*.tiles.example.com/**', (route) => {
        tiles.push(route.request().url())
        return route.fulfill({ contentType: 'image/png', body: tile })
      })
      const page = await open(await place(), guest)
      await page.locator('.map img.leaflet-tile-loaded').first().waitFor()
      expect(tiles[0]).to.match(/^https:\/\/[abc]\.tiles\.example\.com\/\d+\/\d+\/\d+\.png$/)
      expect(await page.locator('.leaflet-control-attribution').innerText()).to.equal('© OpenStreetMap')
      expect(await page.locator('.map .ground').count()).to.equal(0)
      await guest.leave()
      expect(guest.complaints).to.deep.equal([])
      await node.stop()
    })
  })
})
