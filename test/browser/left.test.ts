import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, type Visitor, visit } from '../support/browser.ts'
import { connectCustomer, connectStaff, makePerson, type Person, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { dishNamed } from '../support/orders.ts'
import { patienceMs, until } from '../support/until.ts'

const minutes = 60_000

describeWith('chromium')('a page that is closed before its answer arrives', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let customer: Person
  /** From now on requests do not reach the gateway, or answers do not reach the page from the order on. */
  let lose: (what: 'requests' | 'answers') => void

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, gateway.url)
    customer = await makePerson(gateway.database)
    await putBetween(visitor.page)
    await signIn(visitor.page, customer)
  })
  afterEach(async () => {
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  const putBetween = async (page: Page) => {
    let lost: Parameters<typeof lose>[0] | undefined
    let ordered = false
    lose = (what) => {
      lost = what
    }
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        ordered ||= String(message).includes('"order:place"')
        if (lost !== 'requests') server.send(message)
      })
      server.onMessage((message) => {
        if (lost !== 'answers' || !ordered) socket.send(message)
      })
    })
  }

  const signIn = async (page: Page, { token }: Person) => {
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${token}')`)
    await page.goto('/')
    await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
  }

  const open = async (path = '/') => {
    const page = await visitor.secondTab()
    await page.goto(path)
    return page
  }

  const put = async (page: Page, name: string) => {
    await page.goto('/#/')
    // it moves the dishes when it comes
    await page.getByRole('heading', { name: 'For you' }).waitFor()
    await page.getByRole('button', { name, exact: true }).first().click()
    await page.getByRole('button', { name: 'Add for' }).click()
  }

  const fillBasket = async (page: Page) => {
    await put(page, 'Greek salad')
    await page.goto('/#/basket')
    await page.getByLabel('Address').fill('Hlavná 1')
    await page.getByText('Arrives between').waitFor()
  }

  const orderAndLeave = async (what: 'requests' | 'answers') => {
    const { page } = visitor
    await fillBasket(page)
    const before = (await orders()).length
    lose(what)
    await page.getByRole('button', { name: 'Order for' }).click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    if (what === 'answers') await until(async () => (await orders()).length === before + 1, 'the order is placed')
    await page.close()
  }

  const orders = ({ id } = customer) => gateway.database.query<{ status: string }>('select status from orders where account_id = $1', [id])
  const shows = (page: Page, status = 'We have your order') => page.locator('p.status', { hasText: status }).waitFor()
  const inBasket = async (page: Page, timeout = patienceMs) => {
    await page.goto('/#/basket')
    await page.getByRole('heading', { level: 1, name: 'Your basket' }).waitFor({ timeout })
    return page.locator('.lines strong').allInnerTexts()
  }

  it('has placed the order once, if the gateway received the request', async () => {
    await orderAndLeave('answers')
    const page = await open()
    await shows(page)
    expect(await inBasket(page)).to.deep.equal([])
    expect(await orders()).to.have.length(1)
  })

  it('places the order when it is opened again, if the gateway did not receive it; dishes added since stay in the basket', async () => {
    const secondTab = await open()
    await orderAndLeave('requests')
    await put(secondTab, 'Garlic soup')
    await secondTab.reload()
    await shows(secondTab)
    expect(await inBasket(secondTab)).to.deep.equal(['Garlic soup'])
    expect(await orders()).to.have.length(1)
  })

  it('places the order once, even if several tabs open it again', async () => {
    await orderAndLeave('requests')
    const tabs = await Promise.all([open(), open('/#/basket'), open('/#/orders')])
    for (const tab of tabs) {
      await tab.bringToFront()
      await tab.getByRole('link', { name: 'Orders 1' }).waitFor()
      // its own answer, when it comes after the news of the order, leads it to the order once more
      await until(async () => expect(await inBasket(tab, 3000)).to.deep.equal([]), 'its basket is empty')
    }
    expect(await orders()).to.have.length(1)
  })

  it('does not place the order for another customer who signs in there', async () => {
    await orderAndLeave('requests')
    const other = await makePerson(gateway.database)
    const page = await visitor.secondTab()
    await signIn(page, other)
    expect(await inBasket(page)).to.deep.equal(['Greek salad'])
    await signIn(page, customer)
    await shows(page)
    expect([await orders(other), await orders()].map(({ length }) => length)).to.deep.equal([0, 1])
  })

  it('keeps no address in the browser after the session has ended', async () => {
    const { page } = visitor
    const stored = () => page.evaluate<string>('JSON.stringify(localStorage)')
    await fillBasket(page)
    lose('requests')
    await page.getByRole('button', { name: 'Order for' }).click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    expect(await stored()).to.include('Hlavná 1')
    const elsewhere = await connectCustomer(gateway, customer.token)
    await elsewhere.request('account:sign_out', { everywhere: true })
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor()
    expect(await stored()).not.to.include('Hlavná 1')
    const guest = await open('/')
    await guest.getByRole('link', { name: 'Sign in' }).first().waitFor()
    expect(await guest.evaluate<string>('JSON.stringify(localStorage)')).not.to.include('Hlavná 1')
  })

  it('says why the order is now refused, and keeps the basket', async () => {
    await orderAndLeave('requests')
    const manager = await connectStaff(gateway, (await makePerson(gateway.database, 'manager')).token)
    const { id: productId } = await dishNamed(gateway, 'Greek salad')
    await manager.request('menu:set_availability', { productId, available: false })
    const page = await open()
    await page.getByRole('alert').getByText('An item is sold out.').waitFor()
    expect(await inBasket(page)).to.deep.equal(['Greek salad'])
    await manager.request('menu:set_availability', { productId, available: true })
    await page.reload()
    await page.getByText('Arrives between').waitFor()
    expect(await orders()).to.deep.equal([])
  })

  it('does not place an old order, and asks whether the customer still wants it', async () => {
    await orderAndLeave('requests')
    const page = await visitor.secondTab()
    await page.clock.setFixedTime(Date.now() + 20 * minutes)
    await page.goto('/')
    await page.getByText('Your earlier order did not reach us.').waitFor()
    expect(await orders()).to.deep.equal([])
    await page.getByLabel('Address').fill('Hlavná 1')
    await page.getByRole('button', { name: 'Order for' }).click()
    await shows(page)
    expect(await orders()).to.have.length(1)
  })

  it('finds an old order that was placed', async () => {
    await orderAndLeave('answers')
    const page = await visitor.secondTab()
    await page.clock.setFixedTime(Date.now() + 20 * minutes)
    await page.goto('/')
    await shows(page)
    expect(await inBasket(page)).to.deep.equal([])
    expect(await orders()).to.have.length(1)
  })

  it('sends the cancellation when it is opened again', async () => {
    const { page } = visitor
    await fillBasket(page)
    await page.getByRole('button', { name: 'Order for' }).click()
    await shows(page)
    lose('requests')
    await page.getByRole('button', { name: 'Cancel the order' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Cancel the order' }).click()
    await dialog.locator('[aria-busy=true]').waitFor()
    await page.close()
    await shows(await open(), 'Cancelled')
    expect(await orders()).to.deep.equal([{ status: 'cancelled' }])
  })
})
