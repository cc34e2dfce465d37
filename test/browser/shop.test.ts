import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'

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

  const open = async (page: Page, key: string, role: 'manager' | 'customer', path: string) => {
    const { token } = await makePerson(gateway.database, role)
    await page.addInitScript(`localStorage.setItem('${key}', '${token}')`)
    await page.goto(path)
  }

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

  it('says on the menu when it opens, and at the time of the order that it is closed then', async () => {
    const { page: menu } = customer
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
})
