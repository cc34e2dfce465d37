import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order, StaffRole } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { moveTo, openBoardPage, placeOrders } from '../support/evening.ts'
import { connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { until } from '../support/until.ts'

const hours = 3_600_000

describeWith('chromium')('an evening of sixty orders on the board', () => {
  let gateway: TestGateway
  let browser: Browser
  let orders: Order[]
  let scheduled: Order
  let visitors: Visitor[]

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    await gateway.database.query('update stock set on_hand = 1000000000')
    // a kitchen that is never behind, so that all sixty are promised for about the same time
    await gateway.database.query('update store set parallel_dishes = null, confirm_within_minutes = null, reject_after_minutes = null')
    const manager = await connectNewStaff(gateway, 'manager')
    orders = await placeOrders(gateway, 60)
    await moveTo(manager.client, [...orders.slice(10, 30), ...orders.slice(40)], 'confirmed')
    await moveTo(manager.client, orders.slice(30, 40), 'in_preparation')
    const at = new Date(Date.now() + 6 * hours).toISOString()
    const [later] = await placeOrders(gateway, 1, () => ({ delivery: { address: 'Žilinská 7', contactName: 'Žofia Ďurišová', at } }))
    if (!later) throw new Error('no order was placed')
    scheduled = later
    await moveTo(manager.client, [scheduled], 'confirmed')
  })
  beforeEach(() => {
    visitors = []
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  afterEach(async () => {
    for (const { leave } of visitors) await leave()
    expect(visitors.flatMap(({ complaints }) => complaints)).to.deep.equal([])
  })

  const arrive = async (): Promise<Visitor> => {
    const visitor = await visit(browser, gateway.url)
    visitors.push(visitor)
    return visitor
  }
  const open = async (role: StaffRole) => {
    const visitor = await arrive()
    await openBoardPage(gateway, visitor, role)
    await visitor.page.locator('.ticket').first().waitFor()
    return visitor.page
  }

  const numbers = (page: Page, part = '') => page.locator(`${part} .ticket .number > strong`).allInnerTexts()
  const chip = (page: Page, filter: string) => page.locator(`.filters [data-filter=${filter}]`)
  const boxes = async (page: Page) => {
    const all = await page.locator('.ticket').all()
    return Promise.all(all.slice(0, 5).map(async (ticket) => (await ticket.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }))
  }

  it('is a grid of narrow tickets, by the promised time', async () => {
    const page = await open('kitchen')
    const [first, second, third, fourth] = await boxes(page)
    for (const box of [first, second, third, fourth]) expect(box?.width).to.be.within(250, 320)
    expect(new Set([first, second, third, fourth].map((box) => box?.y)), 'four beside each other').to.have.property('size', 1)
    const due = await page.locator('section .due time').evaluateAll((times) => times.map((each) => each.getAttribute('datetime') ?? ''))
    expect(due).to.have.length(50)
    expect(due).to.deep.equal([...due].sort())
    const height = await page.evaluate<number>('document.documentElement.scrollHeight')
    expect(height, 'of fifty tickets').to.be.lessThan(6000)
    await inspect(page, 'staff-kitchen')
  })

  it('shows orders for later apart, and not before their work must begin', async () => {
    const page = await open('kitchen')
    expect(await numbers(page, 'section')).not.to.include(String(scheduled.number))
    await page.getByText('Scheduled').click()
    await page
      .locator('details.later')
      .getByRole('article', { name: `Order ${scheduled.number}`, exact: true })
      .waitFor()
  })

  it('moves them to the others when their work must begin, without a reload', async () => {
    const { page } = await arrive()
    await page.clock.install()
    await openBoardPage(gateway, { page }, 'kitchen')
    await page.locator('details.later').waitFor()
    // a new connection would bring the time of the gateway
    await page.context().setOffline(true)
    await page.clock.fastForward(6 * hours)
    await page
      .locator('section')
      .getByRole('article', { name: `Order ${scheduled.number}`, exact: true })
      .waitFor()
  })

  it('goes by the clock of the gateway, not by the one of the tablet', async () => {
    const { page } = await arrive()
    await page.clock.setFixedTime(Date.now() + 3 * hours)
    await openBoardPage(gateway, { page }, 'kitchen')
    await page.locator('.ticket').first().waitFor()
    await until(async () => (await page.locator('section .ticket[data-urgency=late]').count()) === 0, 'none is late')
  })

  it('gives the manager columns that scroll by themselves, in a page as high as the window', async () => {
    const page = await open('manager')
    await page.getByRole('heading', { name: 'Being picked' }).waitFor()
    const {
      page: height,
      column,
      content,
    } = await page.evaluate<{ page: number; column: number; content: number }>(`(() => {
      const column = document.querySelector('[data-name=confirmed] .tickets')
      return { page: document.documentElement.scrollHeight, column: column.clientHeight, content: column.scrollHeight }
    })()`)
    expect(height).to.equal(900)
    expect(content, 'the column scrolls').to.be.greaterThan(2 * column)
    await inspect(page, 'staff-manager')
  })

  it('counts minutes and turns late while it is open', async () => {
    const { page } = await arrive()
    await page.clock.install()
    await openBoardPage(gateway, { page }, 'kitchen')
    await page.locator('.ticket').first().waitFor()
    expect(await page.locator('.ticket[data-urgency=late]').count()).to.equal(0)
    expect(await chip(page, 'late').innerText()).to.match(/0$/)
    await page.context().setOffline(true)
    await page.clock.fastForward(3 * hours)
    await until(async () => (await page.locator('section .ticket[data-urgency=late]').count()) === 50, 'all fifty are late')
    expect(await page.locator('section .age').first().innerText()).to.match(/^18\d min$/)
    expect(await page.locator('section .due').first().innerText()).to.match(/\d+ min late/)
    await until(async () => /50$/.test(await chip(page, 'late').innerText()), 'the late ones are counted')
    await chip(page, 'late').click()
    expect(await numbers(page, 'section')).to.have.length(50)
  })

  it('is filtered by status, and searched by number, dish and name without accents', async () => {
    const page = await open('kitchen')
    await chip(page, 'in_preparation').click()
    await until(async () => (await numbers(page)).length === 10, 'only those that are cooked')
    await chip(page, 'all').click()
    const search = page.getByRole('searchbox')
    const [one] = orders.slice(20)
    if (!one) throw new Error('there are fewer orders')
    await search.fill(String(one.number))
    await page.getByRole('article', { name: `Order ${one.number}`, exact: true }).waitFor()
    for (const found of await numbers(page)) expect(found).to.include(String(one.number))
    const dish = one.items[0]?.name ?? ''
    await search.fill(
      dish
        .normalize('NFD')
        .replace(/\p{Mn}/gu, '')
        .toUpperCase(),
    )
    await page.getByRole('article', { name: `Order ${one.number}`, exact: true }).waitFor()
    for (const text of await page.locator('.ticket').allInnerTexts()) expect(text).to.include(dish)
    await search.fill('no such dish')
    await page.getByText('No order matches.').waitFor()

    const manager = await open('manager')
    await manager.getByRole('searchbox').fill('zofia duris')
    await until(async () => (await numbers(manager)).join() === String(scheduled.number), 'the order of that customer')
  })

  it('has stations, dishes to tick off, and how many of each are open', async () => {
    const page = await open('kitchen')
    const total = async () => (await page.locator('.all-day b').allInnerTexts()).reduce((sum, count) => sum + Number(count), 0)
    const portions = orders.slice(10).flatMap(({ items }) => items.map(({ quantity }) => quantity))
    await until(async () => (await total()) === portions.reduce((sum, count) => sum + count, 0), 'all portions of all open orders')

    const line = page.locator('section .tick').first()
    const quantity = Number.parseInt(await line.innerText(), 10)
    const before = await total()
    await line.click()
    await until(async () => (await total()) === before - quantity, 'what is ticked is no longer open')
    await page.reload()
    await page.locator('.ticket').first().waitFor()
    expect(await page.locator('section .tick').first().getAttribute('aria-pressed'), 'after a reload').to.equal('true')

    await page.getByLabel('Station').selectOption('Soups')
    await until(async () => (await page.locator('section .ticket').count()) < 50, 'only tickets with a soup')
    for (const ticket of await page.locator('section .ticket').all())
      expect(await ticket.locator('li:not(.elsewhere)').count()).to.be.greaterThan(0)
    expect(await total()).to.be.lessThan(before - quantity)
    expect((await page.locator('.all-day li').allInnerTexts()).join()).not.to.include('Pizza')
  })

  it('shows sixty tickets at once, and more when they are asked for', async () => {
    const many = await startTestGateway({ env: { DEMO: '1' } })
    try {
      await many.database.query('update stock set on_hand = 1000000000')
      await placeOrders(many, 130)
      const visitor = await visit(browser, many.url)
      visitors.push(visitor)
      const { page } = visitor
      await openBoardPage(many, visitor, 'warehouse')
      await until(async () => (await page.locator('.ticket').count()) === 60, 'sixty tickets')
      await page.getByRole('heading', { name: 'Open 130' }).waitFor()
      await page.getByRole('button', { name: 'Show 60 more' }).click()
      await until(async () => (await page.locator('.ticket').count()) === 120, 'the next sixty')
      await page.getByRole('button', { name: 'Show 10 more' }).click()
      await until(async () => (await page.locator('.ticket').count()) === 130, 'all')
    } finally {
      await many.stop()
    }
  })
})
