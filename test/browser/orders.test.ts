import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { describeWith } from '../support/install.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { stablePort } from '../support/stable-port.ts'

const people = ['demo', 'warehouse', 'kitchen', 'courier'] as const
type Name = (typeof people)[number]
const courierPosition = { latitude: 48.152, longitude: 17.115 }

describeWith('chromium')('orders in the browser, from the menu to the rating', () => {
  let data: TestDatabase
  let gateway: GatewayProcess
  let env: Record<string, string>
  let browser: Browser
  let at: Record<Name, Page>
  let visitors: Visitor[]

  const signIn = async (page: Page, login: string, path: string) => {
    await page.goto(path)
    await page.getByLabel('Username or email').fill(login)
    await page.getByLabel('Password', { exact: true }).fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    data = await createTestDatabase()
    env = { DATABASE_URL: data.url, DEMO: '1', PORT: String(await stablePort()) }
    gateway = await startProcess(env)
    visitors = await Promise.all(people.map(() => visit(browser, gateway.url, { at: courierPosition })))
    const pages = visitors.map(({ page }) => page)
    at = Object.fromEntries(people.map((name, index) => [name, pages[index]])) as Record<Name, Page>
    await signIn(at.demo, 'demo', '/#/sign-in')
    await Promise.all(people.slice(1).map((name) => signIn(at[name], name, '/staff')))
    await Promise.all(people.slice(1).map((name) => at[name].locator('.board:not([aria-busy])').waitFor()))
  })
  after(async () => {
    await browser.close()
    await gateway.kill('SIGKILL')
    await data.drop()
  })
  afterEach(() => {
    expect(visitors.flatMap(({ complaints }) => complaints)).to.deep.equal([])
  })

  const restart = async () => {
    await gateway.kill('SIGKILL')
    await at.demo.getByText('No connection. Reconnecting…').waitFor()
    gateway = await startProcess(env)
  }

  /** Puts a dish into the basket and fills in the order form, without placing the order. */
  const choose = async (dish: string, payment: string) => {
    const page = at.demo
    await page.goto('/#/')
    await page.getByRole('searchbox').fill(dish)
    // a card that the search moves between press and release gets no click
    const best = page.locator('article.dish').first().getByRole('button', { name: dish, exact: true })
    await best.waitFor()
    await best.click()
    await page.getByRole('dialog').getByRole('checkbox').first().uncheck()
    await page.getByLabel('Note for us').fill('Very hot, please')
    await page.getByRole('button', { name: 'Add for' }).click()
    await page.getByRole('link', { name: 'Basket' }).click()
    await page.getByLabel(payment).check()
    await page.getByText('Arrives between').waitFor()
  }

  const status = (page: Page, text: string) => page.locator('p.status', { hasText: text }).waitFor()
  const ticket = (who: Name, number: string) => at[who].getByRole('article', { name: `Order ${number}`, exact: true })
  const tap = (who: Name, number: string, button: string) => ticket(who, number).getByRole('button', { name: button }).click()
  const placedOrders = async () => (await data.database.query<{ count: number }>('select count(*)::int from orders'))[0]?.count ?? 0
  const orderNumber = async () => (await at.demo.locator('h1', { hasText: /^Order \d/ }).innerText()).replace('Order ', '')

  it('is paid by QR code, cooked while the gateway crashes, and delivered; a second tab stays in step', async () => {
    await choose('Garlic soup', 'QR code')
    await at.demo.getByRole('button', { name: 'Order for' }).click()
    await at.demo.getByAltText('QR code of the payment').waitFor()
    const number = await orderNumber()
    const secondTab = await visitors[0]?.secondTab()
    if (!secondTab) throw new Error('there is no visitor')
    await secondTab.goto(at.demo.url())
    await status(secondTab, 'Waiting for payment')

    const [bank] = await Promise.all([at.demo.waitForEvent('popup'), at.demo.getByRole('button', { name: 'Open the bank’s page' }).click()])
    await bank.getByRole('button', { name: 'Pay' }).click()
    await bank.getByText('Paid. You can close this page.').waitFor()
    await bank.close()
    // a background tab draws once a second
    await at.demo.bringToFront()
    await Promise.all([status(at.demo, 'We have your order'), status(secondTab, 'We have your order')])

    await tap('warehouse', number, 'Start picking')
    await status(at.demo, 'We are picking the ingredients')
    expect(await ticket('kitchen', number).innerText())
      .to.include('Very hot, please')
      .and.match(/without \w+/)
    await restart()
    await tap('kitchen', number, 'Start cooking')
    await Promise.all([status(at.demo, 'We are preparing your order'), status(secondTab, 'We are preparing your order')])
    await at.demo.getByText('Connected again.').waitFor({ state: 'hidden' })
    await tap('kitchen', number, 'Mark as ready')

    await tap('courier', number, 'Take this order')
    await tap('courier', number, 'Start delivery')
    // a position that the browser was given minutes ago is too old to be shown
    await at.courier.context().setGeolocation(courierPosition)
    await at.courier.getByLabel('Share my location').check()
    await Promise.all([at.demo, secondTab].map((page) => page.locator('.map .pin-courier').waitFor()))
    await at.demo.bringToFront()
    await inspect(at.demo, 'order-on-its-way')
    await inspect(at.courier, 'staff-courier')
    await tap('courier', number, 'Delivered')
    await Promise.all([status(at.demo, 'Delivered'), status(secondTab, 'Delivered')])
    await secondTab.close()
    await at.demo.bringToFront()

    await at.demo.locator('fieldset', { hasText: 'Your order' }).getByLabel('5 stars').check({ force: true })
    await at.demo.getByLabel('Tell us more').fill('Wonderful')
    await at.demo.getByRole('button', { name: 'Send' }).click()
    await at.demo.getByText('You gave 5 out of 5 “Wonderful”').waitFor()
  })

  it('is placed once although the gateway is killed meanwhile, and paid in cash on delivery', async () => {
    const before = await placedOrders()
    await choose('Beef burger', 'Cash on delivery')
    await at.demo.getByRole('button', { name: 'Order for' }).click({ noWaitAfter: true })
    await restart()
    await status(at.demo, 'We have your order')
    const number = await orderNumber()
    expect(await placedOrders()).to.equal(before + 1)

    await tap('warehouse', number, 'Start picking')
    await tap('kitchen', number, 'Start cooking')
    await tap('kitchen', number, 'Mark as ready')
    await tap('courier', number, 'Start delivery')
    await tap('courier', number, 'Delivered')
    await ticket('courier', number).getByText('Collect the payment first.').waitFor()
    await tap('courier', number, 'Collect €')
    await ticket('courier', number).getByRole('button', { name: 'Collect €' }).waitFor({ state: 'detached' })
    await tap('courier', number, 'Delivered')
    await status(at.demo, 'Delivered')
    await at.demo.getByText('Cash on delivery: paid').waitFor()
    await at.demo.locator('fieldset', { hasText: 'Your order' }).getByLabel('2 stars').check({ force: true })
    await at.demo.getByRole('button', { name: 'Send' }).click()
    await at.demo.getByText('You gave 2 out of 5').waitFor()
  })

  it('can be cancelled before picking starts, after a failed card payment', async () => {
    await choose('Pizza Tonno', 'Card, online')
    await at.demo.getByRole('button', { name: 'Order for' }).click()
    const form = at.demo.frameLocator('.card-form iframe')
    await form.getByLabel('Card number').fill('4000 0000 0000 0002')
    await form.getByLabel('Expiry date').fill('1240')
    await form.getByLabel('Security code').fill('123')
    await at.demo.getByRole('button', { name: /^Pay €/ }).click()
    await at.demo.getByRole('alert').filter({ hasText: 'Your card was declined.' }).waitFor()
    await at.demo.getByText('Card, online: failed').waitFor()
    await at.demo.getByText('Pay another way').click()
    await at.demo.getByRole('button', { name: 'Card on delivery' }).waitFor()
    expect(await at.demo.getByRole('button', { name: 'Card, online' }).count(), 'the way in use').to.equal(0)
    await at.demo.getByRole('button', { name: 'Card on delivery' }).click()
    await status(at.demo, 'We have your order')
    const number = await orderNumber()
    await ticket('warehouse', number).waitFor()
    await at.demo.getByRole('button', { name: 'Cancel the order' }).click()
    await at.demo.getByLabel('The address is wrong').check()
    await at.demo.getByRole('dialog').getByRole('button', { name: 'Cancel the order' }).click()
    await status(at.demo, 'Cancelled')
    await ticket('warehouse', number).getByText('Cancelled').first().waitFor()
    await tap('warehouse', number, 'OK')
    await ticket('warehouse', number).waitFor({ state: 'detached' })
  })

  it('is placed although the page is closed and the gateway killed before the answer arrives', async () => {
    const before = await placedOrders()
    await choose('Greek salad', 'Cash on delivery')
    await at.demo.getByLabel('Door code and instructions').fill('Second floor')
    await gateway.kill('SIGKILL')
    await at.demo.getByRole('button', { name: 'Order for' }).click()
    await at.demo.getByRole('button', { name: 'Ordering…' }).waitFor()
    await at.demo.getByText('No connection. Reconnecting…').waitFor()
    await inspect(at.demo, 'connection-lost')
    await at.demo.goto('about:blank')
    gateway = await startProcess(env)
    await at.demo.goto('/')
    await status(at.demo, 'We have your order')
    await at.demo.getByText('1 × Greek salad').waitFor()
    expect(await placedOrders()).to.equal(before + 1)
    await choose('Garlic soup', 'Cash on delivery')
    expect(await at.demo.getByLabel('Door code and instructions').inputValue(), 'what was said of that order alone').to.equal('')
  })

  it('ends in every tab when the customer signs out in one', async () => {
    const secondTab = await visitors[0]?.secondTab()
    if (!secondTab) throw new Error('there is no visitor')
    await secondTab.goto('/#/account')
    await secondTab.getByRole('button', { name: 'Sign out', exact: true }).click()
    await secondTab.getByText('You are signed out.').waitFor()
    await inspect(secondTab, 'signed-out')
    await at.demo.getByRole('link', { name: 'Sign in' }).waitFor()
  })
})
