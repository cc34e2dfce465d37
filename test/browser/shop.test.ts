import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { moveToNoon } from '../support/calendar.ts'
import { moveTo, placeOrders } from '../support/evening.ts'
import { connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { holdFirstAnswer } from '../support/late-answer.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('a shop that takes no orders, in the browser', () => {
  let gateway: TestGateway
  let browser: Browser
  let customer: Visitor
  let manager: Visitor

  before(async () => {
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    customer = await visit(browser, gateway.url)
    manager = await visit(browser, gateway.url)
    await open(manager.page, 'staff-token', 'manager', '/staff#/today')
    await open(customer.page, 'token', 'customer', '/')
  })
  afterEach(async () => {
    for (const { leave, complaints } of [customer, manager]) {
      await leave()
      expect(complaints).to.deep.equal([])
    }
  })

  const open = async (page: Page, key: string, role: 'manager' | 'customer' | 'kitchen', path: string) => {
    const { token } = await makePerson(gateway.database, role)
    await page.addInitScript(`localStorage.setItem('${key}', '${token}')`)
    await page.goto(path)
  }

  /** What the page says, and what its labels say. What can be chosen from a list is not in it: a manager may choose food. */
  const wordsOf = (page: Page) =>
    page.evaluate<string>(`[...document.querySelectorAll('main, main *:not(option)')]
      .flatMap((each) => [each.ariaLabel, each.placeholder, each.title, ...[...each.childNodes].map(({ nodeValue }) => nodeValue)])
      .filter(Boolean).join('\\n')`)

  it('is paused by a manager with a reason that customers read at once, and resumed', async () => {
    const { page: board } = manager
    const { page: menu } = customer
    await menu.getByRole('heading', { name: 'Soups' }).waitFor()
    await board.getByText('Pause orders').click()
    await board.getByLabel('Why (customers see it)').fill('The oven is broken.')
    await board.getByRole('button', { name: 'For an hour' }).click()
    await menu.getByText(/No orders are taken until .*The oven is broken\./).waitFor()
    await inspect(menu, 'menu-paused')
    await board.getByText(/No orders are taken until/).waitFor()
    await inspect(board, 'staff-today-paused')
    await board.getByRole('button', { name: 'Take orders again' }).click()
    await menu.getByText('The oven is broken.').waitFor({ state: 'detached' })
    await board.getByText('Orders are taken.').waitFor()
  })

  it('says that the shop is busy, when a manager has said so, and no longer when it is over', async () => {
    const { page: board } = manager
    const { page: menu } = customer
    await board.getByText('We are busy').click()
    await inspect(board, 'staff-today-busy')
    await board.getByRole('button', { name: '+15 minutes' }).click()
    await menu.getByText('We are busy right now: it takes about 15 minutes longer.').waitFor()
    await board.getByText(/new orders take 15 minutes longer, until/).waitFor()
    await inspect(menu, 'menu-busy')
    await board.getByRole('button', { name: 'Back to normal' }).click()
    await menu.getByText('We are busy right now').waitFor({ state: 'detached' })
    await board.getByText('How long').waitFor({ state: 'attached' })
  })

  it('says on the menu when it opens, and at the time of the order that it is closed then', async () => {
    const { page: menu } = customer
    await moveToNoon(gateway.database)
    await gateway.database.query(`update store set special_days = json_build_object((now() at time zone time_zone)::date::text, '[]'::json),
      settings_version = settings_version + 1`)
    await menu.getByText(/We are closed and open again: .*You can order for later\./).waitFor()
    await inspect(menu, 'menu-closed')
    await menu
      .getByRole('button', { name: /^Add one:/ })
      .first()
      .click()
    await menu.goto('/#/basket')
    await menu.getByText(/We are closed at that time\. We open:/).waitFor()
  })

  it('has its own name on the page and the board, in the language of each, and a new name shows at once', async () => {
    const { page: board } = manager
    const { page: menu } = customer
    await menu.locator('.brand').getByRole('link', { name: 'Pri peci' }).waitFor()
    await until(async () => / · Pri peci$/.test(await menu.title()), 'the title has the name')
    const rename = (name: string, slovak: string) =>
      gateway.database.query(
        `update store set name = $1, translations = jsonb_build_object('name', jsonb_build_object('sk', $2::text)), settings_version = settings_version + 1`,
        [name, slovak],
      )
    await rename('Midori Flowers', 'Kvety Midori')
    for (const page of [menu, board]) await page.locator('.brand').getByRole('link', { name: 'Midori Flowers' }).waitFor()
    await until(async () => / · Midori Flowers$/.test(await board.title()), 'the title has the new name')
    await board.getByRole('combobox').first().selectOption('sk')
    await board.locator('.brand').getByRole('link', { name: 'Kvety Midori' }).waitFor()
    // the document has it, before any script runs
    const document = await (await fetch(gateway.url, { headers: { 'accept-language': 'sk' } })).text()
    expect(document).to.include('<title>Kvety Midori</title>')
    await rename('Z'.repeat(200), 'Z'.repeat(200))
    for (const page of [menu, board]) {
      await page.locator('.brand').getByRole('link', { name: /^Z+$/ }).waitFor()
      await inspect(page, `long-name-${page === menu ? 'menu' : 'board'}`)
    }
  })

  it('speaks and draws as what it sells, and greets in its own words', async () => {
    const { page: menu } = customer
    const change = (sql: string) => gateway.database.query(`update store set ${sql}, settings_version = settings_version + 1`)
    const late = await holdFirstAnswer(menu, 'shop:get')
    await menu.reload()
    await menu.getByRole('heading', { name: 'What would you like?' }).waitFor()
    await menu.getByPlaceholder('Dish or ingredient').waitFor()
    await until(late.isHeld, 'the answer of before is held')
    await change(
      'kind = \'flowers\', greeting = \'Flowers for today?\', translations = translations || \'{"greeting": {"sk": "Kvety na dnes?"}}\'',
    )
    await menu.getByRole('heading', { name: 'Flowers for today?' }).waitFor()
    late.release()
    await menu.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    // what was asked before does not undo what was asked after
    expect(await menu.getByRole('heading', { name: 'Flowers for today?' }).count()).to.equal(1)
    await menu.getByPlaceholder('Bouquet or flower').waitFor()
    expect(await menu.getByRole('button', { name: 'Filters' }).count()).to.equal(0)
    // the paper of a bouquet
    await menu.locator('article.dish svg.picture path[fill="#fffaf2"]').first().waitFor()
    await inspect(menu, 'menu-flowers')
    await change("kind = 'food', greeting = null")
    await menu.getByRole('heading', { name: 'What would you like?' }).waitFor()
  })

  it('has no kitchen, dishes and cooks on the board where it sells flowers', async () => {
    const { page: office } = manager
    const { page: bench } = customer
    await office.getByRole('link', { name: 'Dishes' }).waitFor()
    await gateway.database.query("update store set kind = 'flowers', special_days = default, settings_version = settings_version + 1")
    await office.getByRole('link', { name: 'Products' }).waitFor()
    const { client } = await connectNewStaff(gateway, 'manager')
    await moveTo(client, await placeOrders(gateway, 1), 'confirmed')
    client.close()
    const go = (page: Page, tab: string) => page.locator(`nav.tabs a[href="#/${tab}"]`).click()
    await open(bench, 'staff-token', 'kitchen', '/staff#/queue')
    const inLanguages = [
      ['en', 'Start preparing', 'Avocado toast', /kitchen|dish|cook/i],
      ['sk', 'Začať pripravovať', 'Avokádový toast', /kuch|jedl|jedál|var(í|iť|en)/i],
    ] as const
    for (const [language, step, toast, words] of inLanguages) {
      const expectNone = async (page: Page, what: string) =>
        expect(await wordsOf(page), `${what} in ${language}`).to.satisfy((text: string) => text !== '' && !words.test(text))
      for (const page of [office, bench]) await page.getByRole('combobox').first().selectOption(language)
      for (const [page, what] of [
        [bench, 'the board of the preparation'],
        [office, 'the board of a manager'],
      ] as const) {
        await go(page, 'queue')
        await page.getByRole('button', { name: step }).waitFor()
        await expectNone(page, what)
      }
      await go(office, 'dishes')
      await office.getByRole('checkbox').first().waitFor()
      await expectNone(office, 'what can be ordered')
      await go(office, 'menu')
      await office.getByRole('button', { name: toast }).first().click()
      await office.getByRole('heading', { level: 2, name: toast }).waitFor()
      await expectNone(office, 'a product in the editor')
      await go(office, 'settings')
      const pages = office.locator('fieldset.chips').first().locator('label')
      await pages.first().waitFor()
      for (const page of await pages.all()) {
        await page.click()
        await expectNone(office, 'the settings')
      }
    }
    await inspect(bench, 'staff-flowers')
  })
})
