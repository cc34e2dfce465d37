import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { ensureDemoAccounts } from '../../src/accounts/demo-accounts.ts'
import { createPasswordHasher } from '../../src/accounts/passwords.ts'
import { type Client, connect } from '../../src/client/index.ts'
import type { Order } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { holdFirstAnswer } from '../support/late-answer.ts'
import { anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('every page, on a phone and a large screen, in light and dark', () => {
  let gateway: TestGateway
  let browser: Browser
  let customer: Visitor
  let delivered: string
  let placed: string

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    await ensureDemoAccounts(gateway.database, createPasswordHasher())
    customer = await visit(browser, gateway.url)
    await orderSomething()
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  afterEach(() => {
    expect(customer.complaints).to.deep.equal([])
  })

  const enter = async <N extends '/' | '/staff'>(namespace: N, login: string): Promise<Client<N>> => {
    const guest = connect({ url: gateway.url, namespace: '/guest' })
    const { token } = await guest.request('account:sign_in', { login, password: 'demo-password' })
    guest.close()
    return connect({ url: gateway.url, namespace, token })
  }

  /** Two delivered orders, one of them with a low rating; one that waits for its payment; and a favourite. */
  const orderSomething = async () => {
    const [demo, manager, courier] = await Promise.all([enter('/', 'demo'), enter('/staff', 'manager'), enter('/staff', 'courier')])
    const { id } = await anyDish(gateway)
    const order = async (more = {}) => (await demo.request('order:place', placement(id, more))).order
    const deliver = async ({ id: orderId, total: amount }: Order) => {
      for (const to of ['confirmed', 'in_preparation', 'ready_for_pickup'] as const) await manager.request('order:advance', { orderId, to })
      await courier.request('order:advance', { orderId, to: 'in_transit' })
      await courier.request('payment:collect', { orderId, amount })
      await courier.request('order:advance', { orderId, to: 'delivered' })
      return orderId
    }
    delivered = await deliver(await order({ note: 'The bell is broken.' }))
    await demo.request('order:rate', { orderId: await deliver(await order()), rating: 2, comment: 'It was cold.' })
    await demo.request('favorite:save', { name: 'On Sundays', orderId: delivered })
    placed = (await order({ paymentMethod: 'qr' })).id
    for (const client of [demo, manager, courier]) client.close()
  }

  const signIn = async (page: Page, login: string) => {
    await page.getByLabel('Username or email').fill(login)
    await page.getByLabel('Password', { exact: true }).fill('demo-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  const show = async (hash: string, heading: string) => {
    await customer.page.goto(`/#/${hash}`)
    await customer.page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }

  it('shows a guest the menu, and how to sign in and sign up', async () => {
    const { page } = customer
    await show('', 'What would you like?')
    await page.getByRole('heading', { name: 'Soups' }).waitFor()
    await inspect(page, 'menu')
    await show('sign-up', 'Create an account')
    await inspect(page, 'sign-up')
    await show('sign-in', 'Sign in')
    await inspect(page, 'sign-in')
    await signIn(page, 'demo')
    await page.getByRole('heading', { name: 'For you' }).waitFor()
  })

  it('shows a dish and the basket', async () => {
    const { page } = customer
    await page.getByRole('button', { name: 'Beef burger', exact: true }).first().click()
    await page.getByRole('dialog').waitFor()
    await inspect(page, 'dish')
    await page.getByRole('button', { name: 'Add for' }).click()
    await show('basket', 'Your basket')
    await page.getByText('Arrives between').waitFor()
    await inspect(page, 'basket')
  })

  it('shows orders: one to pay, one to rate, and all of them', async () => {
    const { page } = customer
    await show(`order/${placed}`, 'Order')
    await page.getByAltText('QR code of the payment').waitFor()
    await inspect(page, 'order-to-be-paid')
    await page.getByRole('button', { name: 'Cancel the order' }).click()
    await inspect(page, 'order-cancel')
    await page.keyboard.press('Escape')
    await show(`order/${delivered}`, 'Order')
    await page.getByRole('heading', { name: 'How was it?' }).waitFor()
    await inspect(page, 'order-delivered')
    await show('orders', 'Your orders')
    await page.getByRole('heading', { name: 'Past orders' }).waitFor()
    await inspect(page, 'orders')
  })

  for (const [hash, heading, waitFor] of [
    ['favorites', 'Favourites', 'On Sundays'],
    ['statistics', 'Statistics', 'What you order most'],
    ['inbox', 'Messages', 'is delivered'],
    ['account', 'Your account', 'This device'],
  ] as const) {
    it(`shows ${heading.toLowerCase()}`, async () => {
      await show(hash, heading)
      await customer.page.getByText(waitFor).first().waitFor()
      await inspect(customer.page, hash)
    })
  }

  it('sends mails to customers who ask for them on their account page', async () => {
    const { page } = customer
    const asksForMails = async (wanted: boolean) => {
      await page.getByText('Saved.').waitFor()
      const [row] = await gateway.database.query<{ wanted: boolean }>("select wants_mail(a) as wanted from accounts a where login = 'demo'")
      expect(row?.wanted).to.equal(wanted)
    }
    await show('account', 'Your account')
    const choice = page.getByRole('checkbox', { name: 'Email me about my orders' })
    expect(await choice.isChecked()).to.equal(false)
    await choice.check()
    await asksForMails(true)
    await page.reload()
    expect(await choice.isChecked()).to.equal(true)
    await choice.uncheck()
    await asksForMails(false)
  })

  it('shows the staff their work', async () => {
    await gateway.database.query(
      `insert into messages (id, channel, account_id, address, template, data, urgent, due_at, expires_at, error, outcome, ended_at)
       select uuid_v7(), 'email', id, 'gone@example.com', 'password_changed', '{}', true, now(), now(), '550 no such mailbox', 'failed', now()
       from accounts where login = 'demo'`,
    )
    const { page, complaints, leave } = await visit(browser, gateway.url)
    const late = await holdFirstAnswer(page, 'rating:list')
    await page.goto('/staff')
    await page.getByRole('heading', { name: 'Staff' }).waitFor()
    await inspect(page, 'staff-sign-in')
    await signIn(page, 'manager')
    for (const [tab, waitFor] of [
      ['Orders', 'Out for delivery'],
      ['Stock', 'apple'],
      ['Dishes', 'Apple strudel'],
      ['Ratings', 'It was cold.'],
      ['Broadcast', 'gone@example.com'],
    ] as const) {
      await page.getByRole('link', { name: tab }).click()
      if (tab === 'Ratings') {
        // another question is not kept waiting by the one before
        await until(late.isHeld, 'the first answer is on its way')
        await page.getByLabel('Only two stars or fewer').uncheck()
      }
      await page.getByText(waitFor).first().waitFor()
      late.release()
      await inspect(page, `staff-${tab.toLowerCase()}`)
    }
    await leave()
    expect(complaints).to.deep.equal([])
  })

  it('can be used with the keyboard alone', async () => {
    const { page } = customer
    await page.goto('about:blank')
    await show('', 'What would you like?')
    await page.getByRole('heading', { name: 'Soups' }).waitFor()
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    await page.keyboard.press('Tab')
    expect(await focused()).to.equal('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await focused()).to.equal('What would you like?')
    const dish = page.getByRole('button', { name: 'Garlic soup', exact: true }).first()
    await dish.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Garlic soup' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused()).to.equal('Garlic soup')
  })

  it('takes an order from the keyboard alone', async () => {
    const { page } = customer
    await page.goto('about:blank')
    await show('', 'What would you like?')
    await page.getByRole('heading', { name: 'Soups' }).waitFor()
    const go = async (key: 'Tab' | 'Shift+Tab', name: string) => {
      for (let presses = 0; presses < 100; presses += 1) {
        await page.keyboard.press(key)
        if (await page.evaluate<boolean>(`document.activeElement.textContent.startsWith('${name}')`)) return page.keyboard.press('Enter')
      }
      throw new Error(`${key} does not lead to ${name}`)
    }
    await go('Tab', 'Garlic soup')
    await page.getByRole('dialog', { name: 'Garlic soup' }).waitFor()
    await go('Tab', 'Add for')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await go('Shift+Tab', 'Basket')
    await page.getByText('Arrives between').waitFor()
    await go('Tab', 'Order for')
    await page.locator('p.status', { hasText: 'We have your order' }).waitFor()
  })

  it('uses the language of the browser, and after signing in that of the account', async () => {
    const { page, complaints, leave } = await visit(browser, gateway.url, { locale: 'sk-SK' })
    await page.goto('/')
    await page.getByRole('heading', { name: 'Na čo máte chuť?' }).waitFor()
    expect(await page.getAttribute('html', 'lang')).to.equal('sk')
    await page.getByRole('link', { name: 'Prihlásiť' }).click()
    await page.getByRole('link', { name: 'Ste tu prvýkrát?' }).click()
    await page.getByLabel('Meno', { exact: true }).fill('Zuzana')
    await page.getByLabel('Prihlasovacie meno').fill('zuzana')
    await page.getByLabel('E-mail').fill('zuzana@example.com')
    await page.getByLabel('Heslo').fill('dobrá polievka v daždi')
    await page.getByRole('button', { name: 'Vytvoriť účet' }).click()
    await page.getByRole('link', { name: 'Účet', exact: true }).click()
    await page.getByLabel('Jazyk').selectOption('English')
    await page.getByRole('button', { name: 'Uložiť' }).first().click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await leave()
    expect(complaints).to.deep.equal([])
  })
})
