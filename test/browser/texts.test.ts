/** What people write cannot break a page. */
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBoard, openBrowser, openShop, type Visitor, visit } from '../support/browser.ts'
import { drawn, misfits, turned, walk } from '../support/crawl.ts'
import { writeEverywhere } from '../support/every-text.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { type Staff, staffOf } from '../support/orders.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { type Fill, requestsWithTexts } from '../support/texts.ts'

/** Requests whose texts come by another request too, or are not kept: a token of a mail is a text to the contract. */
const covered = [
  '/guest account:sign_up',
  '/guest account:reset_password',
  '/guest account:verify_email',
  '/ order:quote',
  '/ order:reorder',
]

const word: Fill = (length) => 'W'.repeat(length)
/** The first letter turns the text, and the last character turns round what follows, without the one that ends it. */
const turning: Fill = (length) => `\u05d0${'x'.repeat(Math.min(length, 12) - 2)}\u202e`

/** The contract takes the character out. Texts that came into the database by another way may hold it. */
const turnStored = `
  update accounts set name = name || '\u202e', blocked_reason = blocked_reason || '\u202e', address = address || '\u202e';
  update orders set note = note || '\u202e', comment = comment || '\u202e', reason = reason || '\u202e',
    delivery = jsonb_set(delivery, '{address}', to_jsonb((delivery ->> 'address') || '\u202e'));
  update order_items set name = name || '\u202e', note = note || '\u202e';
  update ratings set comment = comment || '\u202e';
  update favorites set name = name || '\u202e';
  update notifications set title = title || '\u202e', body = body || '\u202e'`

const widths = [360, 768, 1440]

describeWith('chromium')('what people write', () => {
  let browser: Browser
  let gateway: TestGateway
  let staff: Staff
  let visitors: Visitor[]
  let customer: Page
  let board: Record<keyof Staff, Page>
  let sent: ReadonlySet<string>
  let login: string

  /** Everything that can hold a text holds one of these. */
  const write = async (fill: Fill, after?: string) => {
    const data = await createTestDatabase()
    // the shop's own texts do not come by a request
    await data.database.query('update categories set name = name || $1', [fill(500)])
    await data.database.query('update products set name = name || $1, description = $1', [fill(500)])
    await data.database.query('update ingredients set name = name || $1', [fill(500)])
    gateway = await startTestGateway({ on: data })
    staff = await staffOf(gateway)
    await gateway.database.query("update accounts set name = $1 where role <> 'customer'", [fill(100)])
    const person = await arrive(gateway)
    login = person.login
    sent = await writeEverywhere(gateway, staff, person, fill)
    for (const statement of after?.split(';') ?? []) await gateway.database.query(statement)
    visitors = await Promise.all(Array.from({ length: 5 }, () => visit(browser, gateway.url)))
    const [shop, warehouse, kitchen, courier, manager] = visitors
    if (!shop || !warehouse || !kitchen || !courier || !manager) throw new Error('a visitor is missing')
    await openShop(shop, person)
    await Promise.all([openBoard(warehouse, staff.warehouse), openBoard(kitchen, staff.kitchen)])
    await Promise.all([openBoard(courier, staff.courier), openBoard(manager, staff.manager)])
    customer = shop.page
    board = { warehouse: warehouse.page, kitchen: kitchen.page, courier: courier.page, manager: manager.page }
  }
  const close = async () => {
    await Promise.all(visitors.map(({ leave }) => leave()))
    await gateway.stop()
  }

  const everyPage = async (look: (page: Page) => Promise<string[]>) => {
    const faults: string[] = []
    const seen: string[] = []
    const lookAt = async (page: Page, name: string) => {
      seen.push(name)
      faults.push(...(await look(page)).map((fault) => `${name}: ${fault}`))
    }
    await customer.locator('.dish h3 button').first().click()
    const dish = customer.getByRole('dialog')
    await dish.waitFor()
    await lookAt(customer, 'a dish')
    await dish.getByRole('button', { name: /^Add/ }).click()
    await dish.waitFor({ state: 'detached' })
    await walk(customer, '/', (hash) => lookAt(customer, hash))
    for (const [role, page] of Object.entries(board)) await walk(page, '/staff', (hash) => lookAt(page, `${role} ${hash}`))
    await board.manager.goto('/staff#/customers')
    await board.manager.getByLabel('Find a customer').fill(login)
    await board.manager.keyboard.press('Enter')
    await board.manager.getByRole('article').waitFor()
    await lookAt(board.manager, 'a customer')
    return { faults, seen }
  }

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
  })
  after(() => browser.close())

  describe('without a blank, as long as the contract allows', () => {
    before(async function () {
      this.timeout(300_000)
      await write(word)
    })
    after(close)

    it('is in every field that takes a text', () => {
      const events = requestsWithTexts().filter((each) => !covered.includes(each))
      expect(events.map((each) => each.split(' ')[1]).filter((event) => !sent.has(event ?? ''))).to.deep.equal([])
    })

    it('is never wider than the window, on any page', async function () {
      this.timeout(300_000)
      const { faults, seen } = await everyPage(async (page) => {
        const found: string[] = []
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 })
          await drawn(page)
          found.push(...(await misfits(page)).map((fault) => `${width}: ${fault}`))
        }
        return found
      })
      expect(faults.slice(0, 10)).to.deep.equal([])
      expect(seen).to.include.members(['#/', '#/orders', '#/account', 'kitchen #/queue', 'manager #/customers'])
    })
  })

  describe('with characters that turn the direction of reading', () => {
    before(async function () {
      this.timeout(300_000)
      await write(turning, turnStored)
    })
    after(close)

    it('turns nothing round, on any page', async function () {
      this.timeout(300_000)
      const { faults } = await everyPage(turned)
      expect(faults).to.deep.equal([])
    })
  })
})
