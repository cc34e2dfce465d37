import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order, StaffRole } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { moveTo, openBoardPage, placeOrders } from '../support/evening.ts'
import { arrive, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { dishNamed, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('the tickets of the board', () => {
  let gateway: TestGateway
  let browser: Browser
  let manager: Awaited<ReturnType<typeof connectNewStaff>>
  let visitor: Visitor
  let page: Page

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
  })
  beforeEach(async () => {
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    await gateway.database.query('update stock set on_hand = 1000000000')
    manager = await connectNewStaff(gateway, 'manager')
    visitor = await visit(browser, gateway.url)
    page = visitor.page
  })
  afterEach(async () => {
    await visitor.leave()
    await gateway.stop()
    expect(visitor.complaints).to.deep.equal([])
  })
  after(() => browser.close())

  /** Stops the clock of the page, so that the two seconds of a hold last until `passHold`. */
  const stopClock = () =>
    until(async () => {
      // it refuses a moment that has passed, and the clock stands still then
      await page.clock.pauseAt((await page.evaluate<number>('Date.now()')) + 1000)
      return true
    }, 'the clock stands still')
  const passHold = () => page.clock.runFor(2500)
  const open = async (role: StaffRole) => {
    const person = await openBoardPage(gateway, { page }, role)
    await page.locator('.board[data-blind=false] .ticket').first().waitFor()
    return person
  }
  const ticket = ({ number }: Pick<Order, 'number'>) => page.getByRole('article', { name: `Order ${number}`, exact: true })
  const statuses = async () =>
    (await gateway.database.query<{ status: string }>('select status from orders order by number')).map(({ status }) => status)
  const placeOf = async (locator: ReturnType<Page['locator']>) => {
    const box = await locator.boundingBox()
    if (!box) throw new Error('it is not shown')
    return box
  }
  const middleOf = async (locator: ReturnType<Page['locator']>) => {
    const { x, y, width, height } = await placeOf(locator)
    return [x + width / 2, y + height / 2] as const
  }
  const overlap = (one: Awaited<ReturnType<typeof placeOf>>, other: typeof one) =>
    one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height

  it('keep their places for two seconds, so that a double tap moves one order', async () => {
    const [first, second] = await placeOrders(gateway, 3)
    if (!first || !second) throw new Error('no orders')
    await page.clock.install()
    await open('warehouse')
    await stopClock()
    const [x, y] = await middleOf(page.locator('.ticket').first().getByRole('button'))
    const before = await placeOf(page.locator('.ticket').nth(1))
    await page.mouse.click(x, y)
    await until(async () => (await statuses()).includes('confirmed'), 'the first tap counts')
    await page.mouse.click(x, y)
    await page.mouse.click(x, y)
    // the page knows of the step: its two seconds count on the clock that stands still
    await page.locator('.ticket').first().locator('.rests').waitFor()
    expect(await placeOf(page.locator('.ticket').nth(1)), 'the next ticket has not come').to.deep.equal(before)
    await passHold()
    await until(async () => (await page.locator('.ticket').count()) === 2, 'the ticket has left')
    expect(
      (await statuses()).filter((status) => status === 'confirmed'),
      'one order',
    ).to.have.length(1)
  })

  it('rest after a step, so that a double tap takes one step', async () => {
    const [order] = await placeOrders(gateway, 1)
    if (!order) throw new Error('no order')
    await moveTo(manager.client, [order], 'confirmed')
    await page.clock.install()
    await open('kitchen')
    await stopClock()
    const [x, y] = await middleOf(ticket(order).getByRole('button', { name: 'Start cooking' }))
    const { height } = await placeOf(ticket(order))
    await page.mouse.click(x, y)
    await ticket(order).locator('.rests').waitFor()
    expect((await placeOf(ticket(order))).height, 'what is below does not move').to.equal(height)
    await page.mouse.click(x, y)
    await passHold()
    await ticket(order).getByRole('button', { name: 'Mark as ready' }).waitFor()
    expect(await statuses()).to.deep.equal(['in_preparation'])
  })

  it('do not change under a finger when somebody else works on them', async () => {
    const orders = await placeOrders(gateway, 3)
    await page.clock.install()
    await open('warehouse')
    await stopClock()
    const third = ticket(orders[2] ?? { number: 0 })
    const before = await placeOf(third)
    await moveTo(manager.client, orders.slice(0, 1), 'confirmed')
    await ticket(orders[0] ?? { number: 0 })
      .locator('.rests')
      .waitFor()
    expect(await placeOf(third)).to.deep.equal(before)
    await passHold()
    await until(async () => (await page.locator('.ticket').count()) === 2, 'the ticket has left')
  })

  it('show what is left of an order also after its whole notes were read', async () => {
    const customer = await arrive(gateway)
    const [soup, pizza] = [await dishNamed(gateway, 'Garlic soup'), await dishNamed(gateway, 'Pizza Margherita')]
    const items = [
      { productId: soup.id, quantity: 1, note: 'Not too hot, please. '.repeat(8).trim() },
      { productId: pizza.id, quantity: 1 },
    ]
    const { order } = await customer.client.request('order:place', placement(soup.id, { items }))
    customer.client.close()
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    const notes = ticket(order).getByRole('button', { name: 'Show the whole notes' })
    await notes.click()
    await notes.waitFor({ state: 'detached' })
    const lines = [{ line: 1, quantity: 1 }]
    await manager.client.request('order:amend', { requestId: randomUUID(), orderId: order.id, lines, reason: 'We are out of it.' })
    await ticket(order).getByText('Without Pizza Margherita').waitFor()
    await until(async () => !(await ticket(order).locator('.ticket-dishes').innerText()).includes('Pizza'), 'the dish is gone')
    await notes.waitFor({ state: 'detached' })
  })

  it('are worked with keys also after a filter was tapped', async () => {
    await placeOrders(gateway, 2)
    await open('warehouse')
    const second = await page.locator('.ticket').nth(1).getAttribute('aria-label')
    await page.locator('[data-filter=all]').click()
    await page.keyboard.press('2')
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).to.equal(second)
  })

  it('take more time with two taps, and say how much', async () => {
    const [order] = await placeOrders(gateway, 1)
    if (!order) throw new Error('no order')
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    await ticket(order).getByText('Takes longer').click()
    await ticket(order).getByText('The customer is told at once.').waitFor()
    await inspect(page, 'staff-delay')
    await ticket(order).getByRole('button', { name: '+10 min' }).click()
    await ticket(order).locator('header .delayed', { hasText: '+10 min' }).waitFor()
    expect(await page.locator('.dock [data-news]').count(), 'it is no news where it was said').to.equal(0)
  })

  it('lose what the kitchen is out of, which also leaves the menu, or wait for what the customer says to something else', async () => {
    const customer = await arrive(gateway)
    const [soup, pizza] = [await dishNamed(gateway, 'Garlic soup'), await dishNamed(gateway, 'Pizza Margherita')]
    const items = [
      { productId: soup.id, quantity: 2 },
      { productId: pizza.id, quantity: 1 },
    ]
    const { order } = await customer.client.request('order:place', placement(soup.id, { items }))
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    const dialog = page.getByRole('dialog')
    await ticket(order).getByRole('button', { name: 'Out of Garlic soup' }).click()
    await dialog.getByRole('button', { name: 'Garlic soup: One fewer' }).click()
    await dialog.getByText('Offer something else').click()
    await dialog.getByRole('searchbox', { name: 'What to offer' }).fill('espresso')
    await dialog.getByRole('radio', { name: /Espresso/ }).check()
    await inspect(page, 'staff-out-of-it')
    await dialog.getByRole('button', { name: 'Ask the customer' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ticket(order).getByText('Asked the customer: Espresso instead of Garlic soup').waitFor()
    await ticket(order).getByRole('button', { name: 'Start cooking' }).click()
    await ticket(order).locator('header .cooking').waitFor()
    await inspect(page, 'staff-substitution')
    expect(await ticket(order).getByRole('button', { name: 'Mark as ready' }).count(), 'until the customer has answered').to.equal(0)
    await customer.client.request('order:answer_substitution', { requestId: randomUUID(), orderId: order.id, accept: true })
    await ticket(order).getByText('Without Garlic soup').waitFor()
    await ticket(order).getByRole('button', { name: 'Mark as ready' }).waitFor()
    await ticket(order).getByRole('button', { name: 'Out of Pizza Margherita' }).click()
    await dialog.getByRole('button', { name: 'Take it out' }).click()
    await dialog.waitFor({ state: 'detached' })
    await ticket(order).getByText('Without Pizza Margherita').waitFor()
    const left = await gateway.database.query<{ name: string }>('select name from products where not available order by name')
    expect(left.map(({ name }) => name)).to.deep.equal(['Garlic soup', 'Pizza Margherita'])
    await ticket(order).getByRole('button', { name: 'Reject' }).click()
    await dialog.getByRole('button', { name: 'We are sorry: we cannot prepare your order right now.' }).click()
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await until(async () => (await statuses()).includes('rejected'), 'it is rejected')
    const { order: rejected } = await customer.client.request('order:get', { orderId: order.id })
    expect(rejected.reason).to.equal('We are sorry: we cannot prepare your order right now.')
    customer.client.close()
  })

  it('take each step back for twenty seconds', async () => {
    const orders = await placeOrders(gateway, 2)
    await moveTo(manager.client, orders, 'confirmed')
    await open('kitchen')
    for (const order of orders) await ticket(order).getByRole('button', { name: 'Start cooking' }).click()
    await until(async () => (await statuses()).every((status) => status === 'in_preparation'), 'both are cooked')
    const undo = (order: Order | undefined) => page.getByRole('button', { name: `Undo order ${order?.number}: Start cooking` })
    await undo(orders[0]).click()
    await ticket(orders[0] ?? { number: 0 })
      .getByRole('button', { name: 'Start cooking' })
      .waitFor()
    expect(await statuses()).to.have.members(['confirmed', 'in_preparation'])
    await page.keyboard.press('u')
    await until(async () => (await statuses()).every((status) => status === 'confirmed'), 'both are back')
    await undo(orders[1]).waitFor({ state: 'detached' })
  })

  it('and what is asked about them are forgotten when another person signs in', async () => {
    const [first, second] = await placeOrders(gateway, 2)
    if (!first || !second) throw new Error('no orders')
    await moveTo(manager.client, [first, second], 'confirmed')
    await open('kitchen')
    await ticket(first).getByRole('button', { name: 'Start cooking' }).click()
    await page.getByRole('button', { name: `Undo order ${first.number}: Start cooking` }).waitFor()
    await page.getByRole('searchbox').fill(String(second.number))
    await ticket(first).waitFor({ state: 'detached' })
    await ticket(second).getByRole('button', { name: 'Reject' }).click()
    await page.getByRole('dialog').waitFor()
    const other = await makePerson(gateway.database, 'kitchen')
    const tab = await visitor.secondTab()
    await tab.goto('/favicon.svg')
    await tab.evaluate(`localStorage.setItem('staff-token', '${other.token}')`)
    // the search is empty again
    await ticket(first).waitFor()
    expect(await page.getByRole('dialog').count()).to.equal(0)
    expect(await page.locator('.undo button').count()).to.equal(0)
  })

  it('can no longer be undone after that', async () => {
    const [order] = await placeOrders(gateway, 1)
    if (!order) throw new Error('no order')
    await moveTo(manager.client, [order], 'confirmed')
    await page.clock.install()
    await open('kitchen')
    await ticket(order).getByRole('button', { name: 'Start cooking' }).click()
    await page.locator('.undo button').waitFor()
    await page.clock.fastForward(21_000)
    await page.locator('.undo button').waitFor({ state: 'detached' })
  })

  it('have one place for Collect and another for Delivered', async () => {
    const [order] = await placeOrders(gateway, 1)
    if (!order) throw new Error('no order')
    await moveTo(manager.client, [order], 'ready_for_pickup')
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 844 })
      if (width === 390) {
        const { client } = await open('courier')
        await client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'in_transit' })
      }
      const [collect, delivered] = [
        ticket(order).getByRole('button', { name: 'Collect €' }),
        ticket(order).getByRole('button', { name: 'Delivered' }),
      ]
      await delivered.waitFor()
      expect(overlap(await placeOf(collect), await placeOf(delivered)), `at ${width}`).to.equal(false)
      if (width === 390) continue
      const was = await placeOf(collect)
      await collect.click()
      await collect.waitFor({ state: 'detached' })
      const is = await placeOf(delivered)
      expect(overlap({ ...was, y: is.y }, is), 'Delivered has come where Collect was').to.equal(false)
      expect(overlap({ ...was, y: 0, height: 10_000 }, await placeOf(ticket(order).getByRole('button', { name: 'Return' })))).to.equal(true)
    }
  })

  it('of a courier begin with the own rides, also on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    const orders = await placeOrders(gateway, 4)
    await moveTo(manager.client, orders, 'ready_for_pickup')
    const { client } = await open('courier')
    const last = orders.at(-1)
    if (!last) throw new Error('no orders')
    await client.request('order:assign', { requestId: randomUUID(), orderId: last.id })
    await page
      .locator('[data-name=mine]')
      .getByRole('article', { name: `Order ${last.number}`, exact: true })
      .waitFor()
    expect(await page.locator('.ticket').first().getAttribute('aria-label')).to.equal(`Order ${last.number}`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390)
  })

  it('are worked with keys that each of them shows', async () => {
    const orders = await placeOrders(gateway, 3)
    await open('warehouse')
    const hints = await placeOf(page.locator('.dock'))
    expect(hints.y + hints.height, 'the keys are explained at the bottom of the window').to.equal(900)
    expect(await page.locator('.ticket kbd').allInnerTexts()).to.deep.equal(['1', '2', '3'])
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")')
    const names = await page.locator('.ticket').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')))
    await page.keyboard.press('2')
    expect(await focused()).to.equal(names[1])
    await page.keyboard.press('ArrowRight')
    expect(await focused()).to.equal(names[2])
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await until(async () => (await statuses()).filter((status) => status === 'confirmed').length === 1, 'one step is taken')
    await page.keyboard.press('/')
    await page.keyboard.type('1')
    expect(await page.getByRole('searchbox').inputValue(), 'keys are text in a field').to.equal('1')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('searchbox').blur()

    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Bump bar').check()
    await inspect(page, 'staff-alerts')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await until(async () => (await page.locator('.ticket').count()) === 2, 'the ticket has left')
    await until(async () => {
      await page.keyboard.press('1')
      return (await statuses()).filter((status) => status === 'confirmed').length === 2
    }, 'the key of the ticket takes its step')
    expect(orders).to.have.length(3)
  })

  it('say what was chosen of a dish and to which area it goes, and count dishes with other choices apart', async () => {
    const { client } = await arrive(gateway)
    const { id: productId } = await dishNamed(gateway, 'Pizza Margherita')
    const { product } = await client.request('menu:get', { productId })
    const [large, , olives] = product.options.flatMap(({ choices }) => choices)
    if (!large || !olives) throw new Error('the dish has no options')
    const items = [
      { productId, quantity: 2, choices: [large.id, olives.id] },
      { productId, quantity: 1 },
    ]
    const delivery = { address: 'Hlavná 1', location: { lat: 48.1449, lng: 17.1127 } }
    const { order } = await client.request('order:place', placement(productId, { items, delivery }))
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    await ticket(order).locator('.area-tag', { hasText: 'Old Town' }).waitFor()
    const lines = await ticket(order).locator('.tick').allInnerTexts()
    expect(lines[0]).to.include(large.name).and.include(olives.name)
    expect(lines[1]).not.to.include(large.name)
    expect((await page.locator('.all-day b').allInnerTexts()).map(Number)).to.deep.equal([2, 1])
  })

  it('say above the dishes what the customer does not eat, and what is left out as strongly as the dish', async () => {
    const { client } = await arrive(gateway, { dietaryRestrictions: ['milk', 'vegetarian'] })
    const { id: productId } = await dishNamed(gateway, 'Panna cotta')
    const { product } = await client.request('menu:get', { productId })
    const exclude = product.ingredients.filter(({ removable }) => removable).slice(0, 1)
    const note = 'Mám silnú ALERGIU na arašidy'
    const items = [{ productId, quantity: 2, exclude: exclude.map(({ id }) => id), note }]
    const { order } = await client.request('order:place', placement(productId, { items, acceptDietaryConflicts: true }))
    await moveTo(manager.client, [order], 'confirmed')
    await open('kitchen')
    const banner = ticket(order).locator('.allergies')
    const text = await banner.innerText()
    expect(text).to.include('Allergy milk').and.include('Diet vegetarian').and.include(note)
    expect(text).to.match(/Accepted: .*cream.* in Panna cotta/)
    expect((await placeOf(banner)).y).to.be.lessThan((await placeOf(ticket(order).locator('.ticket-dishes'))).y)
    const strength = (selector: string) =>
      page.evaluate<string>(`(() => {
        const { fontSize, fontWeight } = getComputedStyle(document.querySelector('${selector}'))
        return fontSize + (fontWeight >= 600 ? ' bold' : '')
      })()`)
    await ticket(order)
      .locator('.without', { hasText: `without ${exclude[0]?.name}` })
      .waitFor()
    expect(await strength('.without')).to.deep.equal(await strength('.tick'))
    await page.locator('[data-filter=allergy]', { hasText: '1' }).click()
    await ticket(order).waitFor()
  })
})
