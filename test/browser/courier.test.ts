import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { likelyCash, parseCash } from '../../web/src/staff/state/change.ts'
import { inspect, openBoard, openShop } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { upTo } from '../support/feed.ts'
import { arrive, connectNewStaff } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { confirm } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const userAgents = {
  android: 'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  desktop: undefined,
}

const where = { address: 'Hlavná 1 (2nd floor), Bratislava', location: { lat: 48.15, lng: 17.11 } }

describeWith('chromium')('the courier at the door', () => {
  const frame = browserFrame()
  let staff: Staff

  before(async () => {
    staff = await staffOf(frame.gateway)
  })

  const carry = async (delivery: Parameters<typeof placement>[1] = {}) => {
    const { client } = await arrive(frame.gateway)
    const { id } = await anyDish(frame.gateway)
    const { order } = await client.request('order:place', placement(id, { items: [{ productId: id, quantity: 2 }], ...delivery }))
    await bring(staff, order, 'in_transit')
    return order
  }
  const open = async (device: keyof typeof userAgents = 'desktop') => {
    const visitor = await frame.visit({
      at: { latitude: 48.145, longitude: 17.12 },
      ...(userAgents[device] && { userAgent: userAgents[device] }),
    })
    await openBoard(visitor, staff.courier)
    return visitor.page
  }

  for (const [device, href] of [
    ['android', 'geo:48.15,17.11?q=48.15,17.11(Hlavn%C3%A1%201%20%282nd%20floor%29%2C%20Bratislava)'],
    ['iphone', 'https://maps.apple.com/?daddr=48.15,17.11'],
    ['desktop', 'https://www.google.com/maps/dir/?api=1&destination=48.15,17.11'],
  ] as const) {
    it(`opens the way to the customer with one tap: ${device}`, async () => {
      const { number } = await carry({ delivery: where })
      const page = await open(device)
      const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
      expect(await ticket.getByRole('link', { name: 'Navigate' }).getAttribute('href')).to.equal(href)
    })
  }

  it('does not send later where the courier was while there was no connection', async () => {
    const visitor = await frame.visit()
    const { page } = visitor
    const open = new Set<() => unknown>()
    let [isCut, sent] = [false, 0]
    await page.routeWebSocket(/socket\.io/, (socket) => {
      if (isCut) return void socket.close()
      const server = socket.connectToServer()
      open.add(() => socket.close())
      socket.onMessage((message) => {
        if (String(message).includes('"courier:locate"')) sent += 1
        server.send(message)
      })
      server.onMessage((message) => socket.send(message))
    })
    await page.addInitScript('Geolocation.prototype.watchPosition = (tell) => { window.tell = tell; return 1 }')
    await openBoard(visitor, staff.courier)
    await page.getByLabel('Share my location').check()
    const move = async () => {
      await page.evaluate('tell({ timestamp: Date.now(), coords: { latitude: 48.15, longitude: 17.11, heading: null, speed: null } })')
      // one a second is sent
      await sleep(1100)
    }
    await move()
    await until(() => sent === 1, 'the position is shared')
    isCut = true
    for (const close of open) close()
    await page.locator('.connection p').waitFor()
    for (let n = 0; n < 3; n += 1) await move()
    isCut = false
    // its attempt to connect ended without an error: by itself it would wait for twenty seconds
    await page.evaluate("dispatchEvent(new Event('online'))")
    await page.locator('.connection p').waitFor({ state: 'detached' })
    await move()
    await until(() => sent > 1, 'it is shared again')
    expect(sent).to.equal(2)
  })

  it('shares on every page and after a reload, until it is switched off in any tab or the session ends', async () => {
    const visitor = await frame.visit({ at: { latitude: 48.145, longitude: 17.12 } })
    const { page } = visitor
    await page.context().addInitScript(`
      window.watched = 0
      Geolocation.prototype.watchPosition = (tell, fail) => { Object.assign(window, { tell, fail }); watched += 1; return 1 }
      Geolocation.prototype.clearWatch = () => { watched -= 1 }
    `)
    const watched = () => page.evaluate('watched')
    const move = () =>
      page.evaluate('tell({ timestamp: Date.now(), coords: { latitude: 48.15, longitude: 17.11, heading: null, speed: null } })')
    const fail = (code: number) => page.evaluate(`fail({ code: ${code}, PERMISSION_DENIED: 1 })`)
    const { client, token } = await connectNewStaff(frame.gateway, 'courier')
    await openBoard(visitor, { token })
    const box = page.getByLabel('Share my location')
    const seen = page.getByText('Your customers can see where you are.')
    await box.check()
    expect(await seen.count(), 'before the first position').to.equal(0)
    await move()
    await seen.waitFor()

    await page.goto('/staff#/account')
    await box.waitFor({ state: 'detached' })
    expect(await watched()).to.equal(1)
    await page.reload()
    await until(async () => (await watched()) === 1, 'it is shared again')

    await page.goto('/staff#/queue')
    await move()
    await fail(2)
    await page.getByText('does not know its location at the moment').waitFor()
    expect([await box.isChecked(), await watched()]).to.deep.equal([true, 1])
    // within the second in which no other position is sent
    await move()
    await seen.waitFor()

    await page.goto('/staff#/account')
    await fail(1)
    await page.getByText('This device does not share its location.').waitFor()
    await page.goto('/staff#/queue')
    await box.waitFor()
    expect([await box.isChecked(), await watched()]).to.deep.equal([false, 0])

    await box.check()
    const other = await page.context().newPage()
    await other.goto('/staff#/queue')
    await other.getByLabel('Share my location').uncheck()
    await until(async () => (await watched()) === 0, 'the first tab has ended it too')
    await other.close()

    await box.check()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Password').waitFor()
    expect(await watched()).to.equal(0)
    expect(await page.evaluate('localStorage.getItem("sharing-position")')).to.equal(null)
    client.close()
  })

  it('opens the way to an address without a point on the map, and calls the customer', async () => {
    const { number } = await carry({ delivery: { address: 'Hlavná 1', contactName: 'Eva', phone: '+421 (900) 123-456' } })
    const page = await open('android')
    const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
    expect(await ticket.getByRole('link', { name: 'Navigate' }).getAttribute('href')).to.equal('geo:0,0?q=Hlavn%C3%A1%201')
    expect(await ticket.getByRole('link', { name: 'Call +421' }).getAttribute('href')).to.equal('tel:+421900123456')
  })

  it('shows all stops and the courier on a map; a pin leads to its ticket', async () => {
    const [first, second] = [
      await carry({ delivery: where }),
      await carry({ delivery: { ...where, location: { lat: 48.14, lng: 17.13 } } }),
    ]
    const page = await open('android')
    const map = page.getByRole('region', { name: 'Map of your stops' })
    for (const { number } of [first, second]) await map.getByRole('button', { name: `Order ${number}, ${where.address}` }).waitFor()
    await page.getByLabel('Share my location').check()
    await map.getByText('You', { exact: true }).waitFor()
    await inspect(page, 'staff-stops')
    await map.getByRole('button', { name: `Order ${second.number}, ${where.address}` }).click()
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).to.equal(`Order ${second.number}`)
  })

  it('waits at the door, is called, and hands over with the PIN that only the customer sees', async () => {
    await frame.gateway.database.query('update store set delivery_pin = true')
    const { client, token } = await arrive(frame.gateway)
    await client.request('account:update', { locale: 'en', phone: '+421 900 111 222', showsPhone: true })
    const { id } = await anyDish(frame.gateway)
    const { order } = await client.request('order:place', placement(id, { paymentMethod: 'card', delivery: where }))
    const load = async () => (await client.request('order:get', { orderId: order.id })).order
    await until(async () => (await load()).payment.nextAction !== undefined, 'the payment waits for the customer')
    await confirm(frame.gateway, await load(), 'succeeded')
    await until(async () => (await load()).status === 'placed', 'the order is paid')
    await bring(staff, order, 'in_transit')

    const page = await open('android')
    const ticket = page.getByRole('article', { name: `Order ${order.number}`, exact: true })
    await ticket.waitFor()
    // the board has many numbers: the PIN is in none of them
    const numbers = `${await page.content()} 421900333444`
    const pin =
      upTo(9999)
        .map((n) => String(n).padStart(4, '0'))
        .find((digits) => !numbers.includes(digits)) ?? ''
    await frame.gateway.database.query('update orders set pin = $2 where id = $1', [order.id, pin])
    await page.getByText('Number that customers may call').click()
    await page.getByLabel('Number that customers may call').fill('+421 900 333 444')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    const home = await frame.visit()
    await openShop(home, { token })
    await home.page.goto(`/#/order/${order.id}`)
    await home.page.getByRole('link', { name: 'Call +421 900 333 444' }).waitFor()
    const shown = home.page.locator('.pin-code .digits')
    expect(await shown.innerText()).to.equal(pin)

    await ticket.getByRole('button', { name: 'No answer at the door' }).click()
    await ticket.getByText(/Wait until .+ The customer knows\./).waitFor()
    await home.page.getByText('Your courier is at the door, until').waitFor()
    await inspect(home.page, 'order-at-door')

    await ticket.getByRole('button', { name: 'Delivered' }).click()
    const dialog = page.getByRole('dialog')
    await page.locator('dialog input[name=pin]:focus').waitFor()
    await dialog.getByLabel('PIN of the customer').fill('0000')
    await dialog.getByRole('button', { name: 'Delivered' }).click()
    await dialog.getByText('This is not the PIN.').waitFor()
    await dialog.getByText('4 tries left').waitFor()
    await inspect(page, 'staff-pin')
    expect(await page.content()).not.to.include(pin)
    await dialog.getByLabel('PIN of the customer').fill(pin)
    await dialog.getByRole('button', { name: 'Delivered' }).click()
    await home.page.locator('p.status', { hasText: 'Delivered' }).waitFor()
    await shown.waitFor({ state: 'detached' })
    await frame.gateway.database.query('update store set delivery_pin = false')
    client.close()
  })

  it('works out the change for a banknote and for an amount that is typed', async () => {
    const { number, total } = await carry()
    const page = await open()
    const ticket = page.getByRole('article', { name: `Order ${number}`, exact: true })
    const euros = (amount: number) => `€${(amount / 100).toFixed(2)}`
    const [next] = likelyCash(total)
    if (!next) throw new Error('no banknote')
    await ticket.getByRole('button', { name: euros(next.amount), exact: true }).click()
    await ticket.getByText(`Give back ${euros(next.amount - total.amount)}`).waitFor()
    await ticket.getByLabel('Another amount').fill(((total.amount + 105) / 100).toFixed(2).replace('.', ','))
    await ticket.getByText('Give back €1.05').waitFor()
    await ticket.getByLabel('Another amount').fill(((total.amount - 1) / 100).toFixed(2))
    await ticket.getByText('€0.01 is missing').waitFor()
  })

  it('takes a step that is tapped before the step before it has been answered', async () => {
    const { client } = await arrive(frame.gateway)
    const { id: productId } = await anyDish(frame.gateway)
    const { order } = await client.request('order:place', placement(productId))
    await bring(staff, order, 'ready_for_pickup')
    const courier = await connectNewStaff(frame.gateway, 'courier')
    await courier.client.request('courier:start_shift', { requestId: randomUUID() })
    const visitor = await frame.visit()
    let answers: (() => void)[] | undefined
    await visitor.page.routeWebSocket(/socket\.io/, (socket) => {
      const gateway = socket.connectToServer()
      gateway.onMessage((message) => {
        const pass = () => socket.send(message)
        // of steps; the page asks for the couriers by itself
        if (answers && /^43\/staff,.*"data":\{"order":/.test(String(message))) answers.push(pass)
        else pass()
      })
    })
    await openBoard(visitor, courier)
    const ticket = visitor.page.getByRole('article', { name: `Order ${order.number}`, exact: true })
    await ticket.getByRole('button', { name: 'Take this order' }).waitFor()
    answers = []
    await ticket.getByRole('button', { name: 'Take this order' }).click()
    await ticket.getByRole('button', { name: 'Start delivery' }).click()
    await until(() => answers?.length === 1, 'one step has been answered')
    for (const pass of answers) pass()
    answers = undefined
    await until(
      async () => (await client.request('order:get', { orderId: order.id })).order.status === 'in_transit',
      'the order is on its way',
    )
  })

  it('starts and ends a shift; a manager gives what is left on the road to another courier, and receives the cash', async () => {
    const [ann, bob] = [await connectNewStaff(frame.gateway, 'courier'), await connectNewStaff(frame.gateway, 'courier')]
    // without a session, who has no password is no courier any more
    await frame.gateway.database.query("update accounts set password_hash = '' where id = $1", [ann.id])
    const { client, token } = await arrive(frame.gateway)
    const { id: productId } = await anyDish(frame.gateway)
    const place = async () => (await client.request('order:place', placement(productId))).order
    const [paid, out, waiting] = [await place(), await place(), await place()]
    for (const order of [paid, out, waiting]) await bring(staff, order, 'ready_for_pickup')

    const courier = await frame.visit()
    await openBoard(courier, ann)
    const shift = courier.page.getByRole('region', { name: 'Your shift' })
    await shift.getByRole('button', { name: 'Start shift' }).click()
    await shift.getByText('On shift since').waitFor()
    const ticketOf = (page: Page, { number }: { number: number }) => page.getByRole('article', { name: `Order ${number}`, exact: true })
    const mine = (order: { number: number }) => ticketOf(courier.page, order)
    await mine(waiting).getByRole('button', { name: 'Take this order' }).click()
    await mine(waiting).getByRole('button', { name: 'Give back' }).click()
    await mine(waiting).getByRole('button', { name: 'Take this order' }).click()
    await mine(waiting).getByRole('button', { name: 'Give back' }).waitFor()
    for (const order of [paid, out]) await advance(ann, order.id, 'in_transit')
    await ann.client.request('payment:collect', { requestId: randomUUID(), orderId: paid.id, amount: paid.total })
    await advance(ann, paid.id, 'delivered')
    await shift.getByText('in cash').waitFor()

    const office = await frame.visit()
    const watching = await frame.visit()
    await Promise.all([openBoard(office, staff.manager), openShop(watching, { token })])
    await watching.page.goto(`/#/order/${out.id}`)
    await watching.page.getByRole('heading', { name: ann.login }).waitFor()
    await ann.client.request('courier:locate', { location: where.location })
    await watching.page.getByText('Position: ').waitFor()

    await shift.getByRole('button', { name: 'End shift' }).click()
    await courier.page.getByText('Not picked up yet: 1.').waitFor()
    await courier.page.getByRole('dialog').getByRole('button', { name: 'End shift' }).click()
    const summary = courier.page.getByRole('dialog', { name: 'Your shift has ended' })
    const sum = `€${(paid.total.amount / 100).toFixed(2)}`
    await summary.getByText(`Hand over ${sum} to the manager.`).waitFor()
    await inspect(courier.page, 'staff-shift-ended')
    await summary.getByRole('button', { name: 'OK' }).click()
    await courier.page.getByText('Your shift has ended. Sign in to start another one.').waitFor()
    await courier.page.getByLabel('Password').waitFor()

    const stranded = ticketOf(office.page, out)
    await stranded.getByText('Courier gone').waitFor()
    await stranded.getByText(`Courier: ${ann.login}`).click()
    await stranded.getByRole('button', { name: bob.login }).waitFor()
    await inspect(office.page, 'staff-stranded')
    await stranded.getByRole('button', { name: bob.login }).click()
    await stranded.getByText(`Courier: ${bob.login}`).waitFor()
    await watching.page.getByRole('heading', { name: bob.login }).waitFor()
    await watching.page.getByText('has not told us a position yet').waitFor()
    await stranded.getByRole('button', { name: 'I bring it myself' }).click()
    await stranded.getByRole('button', { name: 'Collect' }).click()
    await until(async () => (await stranded.getByRole('button', { name: 'Collect' }).count()) === 0, 'it is collected')
    await stranded.getByRole('button', { name: 'Delivered' }).click()
    await watching.page.getByRole('group', { name: 'Your order' }).waitFor()
    expect(await watching.page.getByRole('group', { name: /courier/i }).count(), 'no courier to rate').to.equal(0)

    await office.page.goto('/staff#/couriers')
    const card = office.page.getByRole('article', { name: ann.login })
    await card.getByText(`${sum} in cash`).waitFor()
    await inspect(office.page, 'staff-couriers')
    await card.getByRole('button', { name: 'Receive cash' }).click()
    const cash = office.page.getByRole('dialog', { name: `Cash from ${ann.login}` })
    await cash.getByLabel('You receive (EUR)').fill(((paid.total.amount - 100) / 100).toFixed(2))
    await cash.getByLabel('This is all of it').check()
    await cash.getByRole('button', { name: 'Record' }).click()
    await cash.getByText('This is not the amount that is carried.').waitFor()
    await cash.getByLabel('Note').fill('Bought a new bag')
    await cash.getByRole('button', { name: 'Record' }).click()
    await card.getByText('€0.00 in cash').waitFor()
    await office.page.getByRole('row', { name: ann.login }).getByText('difference -€1.00').waitFor()
    await office.page.getByText('By shift').click()
    await office.page.getByRole('row', { name: ann.login }).first().waitFor()

    await office.page.goto('/staff#/money')
    const books = office.page.getByRole('row')
    await books
      .filter({ hasText: 'Cash handed over' })
      .getByText(`€${((paid.total.amount - 100) / 100).toFixed(2)}`)
      .first()
      .waitFor()
    await books.filter({ hasText: 'Losses' }).getByText('€1.00').first().waitFor()
    await inspect(office.page, 'staff-books')
    const saved = office.page.waitForEvent('download')
    await office.page.getByRole('button', { name: 'By day as PDF' }).click()
    expect((await saved).suggestedFilename()).to.match(/^books-.+\.pdf$/)
    for (const each of [ann, bob, { client }]) each.client.close()
  })
})

describe('cash at the door', () => {
  it('offers the next multiples of banknotes, in the units of the currency', () => {
    const offered = (amount: number, currency: string) => likelyCash({ amount, currency }).map((sum) => sum.amount)
    expect(offered(1240, 'EUR')).to.deep.equal([1500, 2000, 5000, 10_000])
    expect(offered(2000, 'EUR')).to.deep.equal([2000, 5000, 10_000, 20_000])
    expect(offered(1240, 'JPY')).to.deep.equal([1400, 1500, 2000, 5000])
  })

  it('reads an amount with a point or a comma, and nothing else', () => {
    const read = (text: string) => parseCash(text, 'EUR')?.amount
    expect(['20', '20,5', '20.50', '1 000', '0,1'].map(read)).to.deep.equal([2000, 2050, 2050, 100_000, 10])
    expect(['', '-5', '1e3', '20.', 'x', '1,000.5', '9999999999'].map(read)).to.deep.equal(Array.from({ length: 7 }, () => undefined))
  })
})
