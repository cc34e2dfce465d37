import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Visitor } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { connectGuest, makePerson, type Person } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { dishNamed } from '../support/orders.ts'
import { until } from '../support/until.ts'

const priceOf = /Order for €(\d+\.\d\d)/

describeWith('chromium')('an order in the browser', () => {
  const frame = browserFrame({ DEMO: '1' })
  let visitor: Visitor
  let customer: Person
  let page: Page
  /** Whether messages reach the gateway. Those that do not are lost. */
  let isReachable: boolean
  let closeConnections: () => Promise<unknown>
  /** The news of the menu that has not reached the page yet, in a test that holds it back. */
  let menuNews: (() => void)[] | undefined

  beforeEach(async () => {
    visitor = await frame.visit()
    page = visitor.page
    customer = await makePerson(frame.gateway.database)
    await frame.gateway.database.query("update accounts set address = 'Hlavná 1' where id = $1", [customer.id])
    isReachable = true
    menuNews = undefined
    await putBetween()
    await openBasket()
  })

  const putBetween = async () => {
    const open = new Set<() => Promise<void>>()
    closeConnections = () => Promise.all([...open].map((close) => close()))
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      open.add(() => socket.close())
      socket.onMessage((message) => isReachable && server.send(message))
      server.onMessage((message) => {
        if (!isReachable) return
        const pass = () => socket.send(message)
        if (menuNews && String(message).includes('"menu:changed"')) menuNews.push(pass)
        else pass()
      })
    })
  }

  const openBasket = async () => {
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${customer.token}')`)
    await page.goto('/')
    // it moves the dishes when it comes
    await page.getByRole('heading', { name: 'For you' }).waitFor()
    await page.getByRole('button', { name: 'Greek salad', exact: true }).first().click()
    await page.getByRole('button', { name: 'Add for' }).click()
    await page.goto('/#/basket')
    await page.getByText('Arrives between').waitFor()
  }

  const orderButton = () => page.getByRole('button', { name: 'Order for' })
  const shownPrice = async () => priceOf.exec(await orderButton().innerText())?.[1]
  /** Raises the price of the salad, and waits until the gateway quotes it. */
  const raisePrice = async () => {
    const { price } = await dishNamed(frame.gateway, 'Greek salad')
    await frame.gateway.database.query("update products set price = price + 100 where name = 'Greek salad'")
    const guest = await connectGuest(frame.gateway)
    await until(async () => {
      const { products } = await guest.request('menu:list', { search: 'Greek salad' })
      return products.some((product) => product.price.amount === price + 100)
    }, 'the menu has the new price')
    guest.close()
  }
  const totals = async () => {
    const rows = await frame.gateway.database.query<{ total: number }>(
      'select (subtotal + delivery_fee)::int as total from orders where account_id = $1',
      [customer.id],
    )
    return rows.map(({ total }) => (total / 100).toFixed(2))
  }
  const showsOrder = () => page.locator('p.status', { hasText: 'We have your order' }).waitFor()

  it('is placed at the total that the page shows, and not at one that has changed since', async () => {
    await page.getByText(/^Includes 5% VAT: €\d+\.\d\d$/).waitFor()
    await page.getByRole('contentinfo').getByText('Seller: Hlavná kuchyňa, s. r. o.').waitFor()
    const before = await shownPrice()
    menuNews = []
    await raisePrice()
    await orderButton().click()
    await page.getByText('The total has changed. Check it, and order again.').waitFor()
    for (const pass of menuNews) pass()
    menuNews = undefined
    expect(await totals()).to.deep.equal([])
    await until(async () => (await shownPrice()) !== before, 'the page shows the new total')
    const after = await shownPrice()
    await orderButton().click()
    await showsOrder()
    await page.getByText(/^Includes 5% VAT: €\d+\.\d\d$/).waitFor()
    expect(await totals()).to.deep.equal([after])
  })

  it('shows each dish at the price of now, although the basket has kept it since before', async () => {
    const { price } = await dishNamed(frame.gateway, 'Greek salad')
    await raisePrice()
    await page.reload()
    await page.locator('.lines .sum', { hasText: ((price + 100) / 100).toFixed(2) }).waitFor()
  })

  it('is not placed at a new total when the connection is back', async () => {
    isReachable = false
    await orderButton().click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    await raisePrice()
    isReachable = true
    await closeConnections()
    await page.getByText('The total has changed. Check it, and order again.').waitFor()
    expect(await totals()).to.deep.equal([])
  })

  it('is reported when it was refused while the customer looked at the menu', async () => {
    isReachable = false
    await orderButton().click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    await page.goto('/#/')
    await raisePrice()
    isReachable = true
    await closeConnections()
    await page.getByText('The total has changed. Check it, and order again.').waitFor()
    expect(await totals()).to.deep.equal([])
  })

  it('is placed when the connection is back and the total is still the same', async () => {
    const shown = await shownPrice()
    isReachable = false
    await orderButton().click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    isReachable = true
    await closeConnections()
    await showsOrder()
    expect(await totals()).to.deep.equal([shown])
  })

  it('is not placed at a new total by a page that is opened later', async () => {
    isReachable = false
    await orderButton().click()
    await page.getByRole('button', { name: 'Ordering…' }).waitFor()
    await page.close()
    await raisePrice()
    page = await visitor.secondTab()
    await page.goto('/')
    await page.getByText('The total has changed. Check it, and order again.').waitFor()
    expect(await totals()).to.deep.equal([])
  })

  it('cannot be placed while the total of a changed basket is unknown', async () => {
    isReachable = false
    await page.getByRole('button', { name: 'Greek salad: One more' }).click()
    await until(() => orderButton().isDisabled(), 'the basket cannot be ordered')
    isReachable = true
    await closeConnections()
    await until(() => orderButton().isEnabled(), 'the new total is there')
    const shown = await shownPrice()
    await orderButton().click()
    await showsOrder()
    expect(await totals()).to.deep.equal([shown])
  })
})
