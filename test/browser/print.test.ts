import { mkdir, writeFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import type { Order } from '../../src/contract/index.ts'
import { openBoard, openBrowser, openShop, type Visitor, visit } from '../support/browser.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { bring, dishNamed, placement, type Staff, staffOf } from '../support/orders.ts'
import { pagesOf, sizesOf } from '../support/pdf.ts'
import { until } from '../support/until.ts'

const pictures = new URL('../pictures/', import.meta.url)
/** Longer than what a ticket shows on the screen. */
const note = `${'Very hot, please. '.repeat(12)}Ring twice.`

describeWith('chromium')('on paper', () => {
  let gateway: TestGateway
  let browser: Browser
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>
  let order: Order
  let visitors: Visitor[] = []

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    await mkdir(pictures, { recursive: true })
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    customer = await arrive(gateway)
    const { id: productId } = await dishNamed(gateway, 'Garlic soup')
    const { product } = await customer.client.request('menu:get', { productId })
    const exclude = product.ingredients.flatMap(({ id, removable }) => (removable ? [id] : [])).slice(0, 1)
    const items = [{ productId, quantity: 12, exclude, note }]
    order = (await customer.client.request('order:place', placement(productId, { items }))).order
    await bring(staff, order, 'in_preparation')
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  afterEach(async () => {
    expect(visitors.flatMap(({ complaints }) => complaints)).to.deep.equal([])
    await Promise.all(visitors.map(({ leave }) => leave()))
    visitors = []
  })

  /** A browser that prints nothing by itself: the test makes the PDF. */
  const open = async (enter: (visitor: Visitor) => Promise<void>): Promise<Page> => {
    const visitor = await visit(browser, gateway.url)
    visitors.push(visitor)
    await visitor.page.addInitScript('window.print = () => { window.printed = (window.printed ?? 0) + 1 }')
    await enter(visitor)
    return visitor.page
  }
  const printed = async (page: Page, name: string) => {
    await until(() => page.evaluate<boolean>('window.printed > 0'), 'the page prints')
    const pdf = await page.pdf({ preferCSSPageSize: true })
    await writeFile(new URL(`${name}.pdf`, pictures), pdf)
    await until(async () => (await page.locator('.sheet').count()) === 0, 'the sheet is gone')
    return { pages: pagesOf(pdf), sizes: sizesOf(pdf) }
  }
  const press = async (page: Page, button: string) => {
    const ticket = page.getByRole('article', { name: `Order ${order.number}`, exact: true })
    await ticket.getByText('Print', { exact: true }).click()
    await ticket.getByRole('button', { name: button }).click()
  }
  const euros = (amount: number) => `€${(amount / 100).toFixed(2)}`

  it('a ticket fits a roll of 80 mm and is as long as its text, with the whole note', async () => {
    const page = await open((visitor) => openBoard(visitor, staff.kitchen))
    await press(page, 'Ticket, 80 mm')
    const { pages, sizes } = await printed(page, 'ticket-roll')
    expect(pages).to.have.length(1)
    expect(pages[0])
      .to.include('12 × Garlic soup')
      .and.include('Ring twice.')
      .and.match(/without/i)
    expect(pages[0], 'nothing else of the page').not.to.include('Sign out')
    expect(sizes.map(([width]) => width)).to.deep.equal([80])
    expect(sizes[0]?.[1]).to.be.within(60, 250)
  })

  it('a ticket fits A4', async () => {
    const page = await open((visitor) => openBoard(visitor, staff.kitchen))
    await press(page, 'Ticket, A4')
    const { pages, sizes } = await printed(page, 'ticket-a4')
    expect(pages[0]).to.include('12 × Garlic soup').and.include('Ring twice.')
    expect(sizes).to.deep.equal([[210, 297]])
  })

  it('a receipt has every price, on a roll and on A4', async () => {
    const page = await open((visitor) => openBoard(visitor, staff.manager))
    for (const [button, size] of [
      ['Receipt, 80 mm', 80],
      ['Receipt, A4', 210],
    ] as const) {
      await page.reload()
      await press(page, button)
      const { pages, sizes } = await printed(page, `receipt-${size}`)
      for (const { amount } of [order.subtotal, order.deliveryFee, order.total]) expect(pages[0]).to.include(euros(amount))
      for (const { tax } of order.taxes) expect(pages[0]).to.include(`Includes 5% VAT: ${euros(tax.amount)}`)
      expect(pages[0])
        .to.include('Hlavná 1, Bratislava')
        .and.include(`Order ${order.number}`)
        .and.match(/20\d\d,? /)
      expect(sizes.map(([width]) => width)).to.deep.equal([size])
    }
  })

  it('the customer prints a receipt on A4, by the button and by the menu of the browser, and other pages without their buttons', async () => {
    const page = await open((visitor) => openShop(visitor, customer))
    await page.goto(`/#/order/${order.id}`)
    await page.getByRole('button', { name: 'Print' }).click()
    const { pages, sizes } = await printed(page, 'customer-receipt')
    expect(pages[0]).to.include('12 × Garlic soup').and.include(euros(order.total.amount)).and.include('Includes 5% VAT')
    expect(pages[0]).not.to.include('Save as a favourite')
    expect(sizes).to.deep.equal([[210, 297]])
    const [asked] = pagesOf(await page.pdf({ preferCSSPageSize: true }))
    expect(asked, 'Ctrl+P').to.equal(pages[0])
    await page.goto('/#/orders')
    await page.getByRole('link', { name: /Garlic soup/ }).waitFor()
    const [list] = pagesOf(await page.pdf())
    expect(list).to.include('Garlic soup').and.include('Your orders').and.not.include('Includes 5% VAT')
  })
})
