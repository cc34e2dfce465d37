import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'
import { type FakeStripe, startStripe } from '../support/stripe.ts'
import { serveStripeJs } from '../support/stripe-browser.ts'
import { until } from '../support/until.ts'

const cards = { good: '4242424242424242', declined: '4000000000000002', secured: '4000000000003220', redirected: '4000000000003063' }

describeWith('chromium')('the card form of Stripe on the page', () => {
  let stripe: FakeStripe
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let customer: Awaited<ReturnType<typeof arrive>>
  let stripeJs: Awaited<ReturnType<typeof serveStripeJs>>
  /** The events that Stripe has not sent yet. */
  let held: object[] | undefined

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    stripe = await startStripe()
    gateway = await startTestGateway({ env: { DEMO: '1', ...stripe.env(stripe.url) } })
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
    stripe.stop()
  })
  const enter = async () => {
    visitor = await visit(browser, gateway.url)
    stripeJs = await serveStripeJs(visitor.page.context(), stripe, async (intent, status) => {
      const event = stripe.become(intent, status)
      if (held) held.push(event)
      else await stripe.deliver(gateway.url, event)
    })
  }
  beforeEach(async () => {
    held = undefined
    await enter()
    customer = await arrive(gateway)
    await customer.client.request('account:update', { locale: 'en', timeZone: 'Europe/Bratislava' })
  })
  afterEach(async () => {
    customer.client.close()
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  const order = async (): Promise<Order> => {
    const { id } = await anyDish(gateway)
    return (await customer.client.request('order:place', placement(id, { paymentMethod: 'card' }))).order
  }
  const signIn = async (): Promise<Page> => {
    const { page } = visitor
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${customer.token}')`)
    return page
  }
  const open = async ({ id }: Order): Promise<Page> => {
    const page = await signIn()
    await page.goto(`/#/order/${id}`)
    await page.locator('p.status').waitFor()
    return page
  }
  const element = (page: Page) => page.frameLocator('.card-form iframe')
  const fill = (page: Page, number: string) => element(page).getByLabel('Card number').fill(number)
  const pay = (page: Page) => page.getByRole('button', { name: /^Pay €/ }).click()
  const status = (page: Page, text: string) => page.locator('p.status', { hasText: text }).waitFor()

  it('comes only when the customer pays by card, and takes the order to the kitchen', async () => {
    const page = await signIn()
    await page.goto('/')
    await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
    expect(stripeJs.hosts).to.deep.equal([])
    await open(await order())
    await element(page).getByLabel('Card number').waitFor()
    await page.getByRole('button', { name: /^Pay €/ }).waitFor()
    await inspect(page, 'order-card')
    await page.emulateMedia({ colorScheme: 'dark' })
    await element(page).locator('body[data-theme=night]').waitFor()
    await page.emulateMedia({ colorScheme: 'light' })
    await element(page).locator('body[data-theme=stripe]').waitFor()
    await pay(page)
    await page.getByRole('alert').filter({ hasText: 'Your card number is incomplete.' }).waitFor()
    await fill(page, cards.good)
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await pay(page)
    await status(page, 'We have your order')
    await page.getByText('Card, online: paid').waitFor()
    expect(new Set(stripeJs.hosts)).to.deep.equal(new Set(['js.stripe.com', 'api.stripe.com']))
  })

  it('says in the customer’s language why a card was declined, and takes another one', async () => {
    await customer.client.request('account:update', { locale: 'sk' })
    const page = await open(await order())
    await element(page).locator('html[lang=sk]').waitFor({ state: 'attached' })
    await fill(page, cards.declined)
    const button = page.getByRole('button', { name: /^Zaplatiť/ })
    await button.click()
    await page.getByRole('alert').filter({ hasText: 'Vaša karta bola odmietnutá.' }).waitFor()
    await page.getByText('Kartou online: neúspešné').waitFor()
    expect(await page.getByRole('alert').count(), 'said once').to.equal(1)
    await inspect(page, 'order-card-declined')
    await fill(page, cards.good)
    await button.click()
    await status(page, 'Objednávku sme prijali')
  })

  it('asks the bank of the card, and goes on when the customer has failed there', async () => {
    const page = await open(await order())
    await fill(page, cards.secured)
    await pay(page)
    const bank = page.frameLocator('#three-d-secure iframe')
    await bank.getByRole('button', { name: 'Fail authentication' }).click()
    await page.getByText('We are unable to authenticate your payment method.').waitFor()
    await pay(page)
    await bank.getByRole('button', { name: 'Complete authentication' }).click()
    await status(page, 'We have your order')
  })

  it('goes to a bank that wants its own page, and comes back to the order, without secrets in the address', async () => {
    const placed = await order()
    const page = await open(placed)
    await fill(page, cards.redirected)
    await pay(page)
    await page.getByRole('button', { name: 'Refuse' }).click()
    await page.getByText('We are unable to authenticate your payment method.').waitFor()
    await fill(page, cards.redirected)
    await pay(page)
    held = []
    await page.getByRole('button', { name: 'Authorise' }).click()
    await page.getByText('We are waiting for the confirmation').waitFor()
    expect(page.url()).to.equal(`${gateway.url}/#/order/${placed.id}`)
    for (const event of held) await stripe.deliver(gateway.url, event)
    await status(page, 'We have your order')
  })

  it('waits for the word of the gateway, also after a reload in the middle', async () => {
    held = []
    const page = await open(await order())
    await fill(page, cards.good)
    await pay(page)
    await page.getByText('We are waiting for the confirmation').waitFor()
    await status(page, 'Waiting for payment')
    await inspect(page, 'order-card-sent')
    await page.reload()
    await page.getByText('We are waiting for the confirmation').waitFor()
    expect(await page.getByRole('button', { name: /^Pay €/ }).count(), 'it cannot be paid twice').to.equal(0)
    for (const event of held) await stripe.deliver(gateway.url, event)
    await status(page, 'We have your order')
  })

  it('says what to do if the script is blocked, and offers the other ways to pay', async () => {
    const { page } = visitor
    let isBlocked = true
    await page.context().route('https://js.stripe.com/**', (route) => (isBlocked ? route.abort() : route.fallback()))
    await open(await order())
    await page.getByRole('alert').filter({ hasText: 'An ad blocker or your network may be blocking it' }).waitFor()
    await inspect(page, 'order-card-blocked')
    isBlocked = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await element(page).getByLabel('Card number').waitFor()
    isBlocked = true
    await page.reload()
    await page.getByRole('button', { name: 'Cash on delivery' }).click()
    await status(page, 'We have your order')
  })

  it('keeps a card only if the customer asks, offers it with the next order, and forgets it', async () => {
    const page = await open(await order())
    const wish = page.getByLabel('Remember this card for my next order')
    expect(await wish.isChecked()).to.equal(false)
    expect(stripe.saved.customers.size).to.equal(0)
    await wish.check()
    await until(() => stripe.saved.customers.size === 1, 'Stripe has a customer')
    await until(() => wish.isEnabled(), 'the wish is stored')
    await page.reload()
    await until(() => wish.isChecked(), 'it is still wanted')
    await fill(page, cards.good)
    await pay(page)
    await status(page, 'We have your order')
    await open(await order())
    await element(page).getByLabel('•••• 4242').waitFor()
    await page.getByRole('button', { name: /^Pay €/ }).waitFor()
    expect(await wish.count(), 'it is kept already').to.equal(0)
    await element(page).getByLabel('New card').check()
    await wish.waitFor()
    await element(page).getByLabel('•••• 4242').check()
    await wish.waitFor({ state: 'detached' })
    await pay(page)
    await status(page, 'We have your order')
    await page.goto('/#/account')
    await page.getByText('Visa •••• 4242, 12/40').waitFor()
    await page.getByRole('button', { name: 'Remove the card' }).click()
    await page.getByText('Your card is removed.').waitFor()
    await until(() => stripe.saved.customers.size === 0, 'Stripe has deleted the customer')
    await open(await order())
    await element(page).getByLabel('Card number').waitFor()
    expect(await element(page).getByLabel('•••• 4242').count()).to.equal(0)
  })

  it('does not show the form of a payment that was made in another tab', async () => {
    const page = await open(await order())
    await fill(page, cards.good)
    const other = await visitor.secondTab()
    await other.goto(page.url())
    await fill(other, cards.good)
    await pay(other)
    await status(other, 'We have your order')
    await status(page, 'We have your order')
    await until(async () => (await page.locator('.card-form').count()) === 0, 'the form is gone')
  })
})
