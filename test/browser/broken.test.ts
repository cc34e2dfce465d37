import type { Page } from 'playwright-core'
import { ensureDemoAccounts } from '../../src/accounts/demo-accounts.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { openBoard } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { makePerson } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'

const brokenLinks = ['#/order/%', '#/%E0%A4%A', '#/__proto__', '#/constructor/x', '#//', '#/order/', '#order', `#/${'x/'.repeat(2000)}`]
const notFound = ['#/order/%', '#/order/17', '#/order/01890000-0000-7000-8000-000000000000']

const spoilt = {
  'no JSON': '{',
  null: 'null',
  'a number': '17',
  'another shape': '{"lines":{"length":3}}',
  'lines without dishes': '[null,{"product":null},{"product":{"id":"x","name":"x"},"quantity":1}]',
  'a requestId that is none': '{"requestId":"<b>","lines":[]}',
}

describeWith('chromium')('a page that finds something broken', () => {
  const frame = browserFrame({ DEMO: '1' })
  let page: Page

  beforeEach(async () => {
    page = (await frame.visit()).page
  })

  const signIn = async () => {
    const { token } = await makePerson(frame.gateway.database)
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${token}')`)
  }
  const heading = () => page.getByRole('heading', { level: 1 }).waitFor()
  const order = async (isSignedIn = true) => {
    await page.getByRole('heading', { name: 'Soups' }).waitFor()
    // it moves the dishes when it comes
    if (isSignedIn) await page.getByRole('heading', { name: 'For you' }).waitFor()
    await page.getByRole('button', { name: 'Greek salad', exact: true }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Add for' }).click()
    await page.getByRole('link', { name: 'Basket' }).first().click()
    await page.getByText('Greek salad').first().waitFor()
  }

  it('shows a page for every link, to guests and to customers', async () => {
    for (const isCustomer of [false, true]) {
      if (isCustomer) await signIn()
      for (const link of brokenLinks) {
        await page.goto('about:blank')
        await page.goto(`/${link}`)
        await heading()
      }
    }
  })

  it('says that it cannot find an order, and leads to those that there are', async () => {
    await signIn()
    for (const link of notFound) {
      await page.goto('about:blank')
      await page.goto(`/${link}`)
      await page.getByText('We cannot find this order.').waitFor()
      await page.getByRole('button', { name: 'All your orders' }).click()
      await page.getByRole('heading', { level: 1, name: 'Your orders' }).waitFor()
    }
  })

  it('says on the board that a tab cannot be drawn, and goes on with the others', async () => {
    const visitor = await frame.visit()
    await openBoard(visitor, await makePerson(frame.gateway.database, 'manager'))
    await visitor.page.route('**/assets/**', (route) => route.abort())
    await visitor.page.getByRole('link', { name: 'Settings' }).click()
    await visitor.page.getByText('We could not show this page').waitFor()
    await visitor.page.getByRole('link', { name: 'Orders' }).click()
    await visitor.page.locator('.board').waitFor()
  })

  for (const [what, value] of Object.entries(spoilt)) {
    it(`works with storage that holds ${what}`, async () => {
      await signIn()
      await page.evaluate(`for (const key of ['basket', 'locale', 'intent:x', 'intent:y', 'menu']) localStorage.setItem(key, '${value}')`)
      await page.goto('/')
      await order()
      await page.getByText('Arrives between').waitFor()
    })
  }

  it('works for a guest whose browser blocks its storage', async () => {
    await page.addInitScript(`for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError') } })`)
    await page.goto('/')
    await order(false)
    await page.getByText('Sign in to order').waitFor()
  })

  it('lets a customer order whose browser stores nothing, because it is full', async () => {
    await ensureDemoAccounts(frame.gateway.database, createPasswordHasher())
    await page.addInitScript(`Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`)
    await page.goto('/#/sign-in')
    await page.getByLabel('Username or email').fill('demo')
    await page.getByLabel('Password', { exact: true }).fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
    await order()
    await page.getByRole('button', { name: 'Order for' }).click()
    await page.locator('p.status', { hasText: 'We have your order' }).waitFor()
  })
})
