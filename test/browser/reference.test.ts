import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'

const article = (page: Page, id: string) => page.locator(`[id="${id}"]`)

describeWith('chromium')('the reference, in a browser', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor

  before(async () => {
    browser = await openBrowser()
    gateway = await startTestGateway()
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    visitor = await visit(browser, gateway.url)
    await visitor.page.goto('/reference')
  })
  afterEach(async () => {
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  it('begins with how to connect, at the address of this server', async () => {
    const { page } = visitor
    const sample = await article(page, 'connecting').locator('pre:visible').innerText()
    expect(sample).to.include(`io('${gateway.url}/'`)
    for (const id of ['request-ids', 'the-feed', 'sizes']) expect(await article(page, id).isVisible(), id).to.equal(true)
    expect(await article(page, 'sizes').innerText())
      .to.include('64 KiB')
      .and.include('768 KiB')
      .and.include('binary frame')
    await inspect(page, 'reference')
  })

  it('finds an event by its name or by what is said of it, and goes to it', async () => {
    const { page } = visitor
    const results = () => page.getByRole('navigation').getByRole('listitem').filter({ visible: true }).getByRole('link').allInnerTexts()
    await page.keyboard.press('/')
    await page.keyboard.type('reserves the ingredients')
    expect(await results()).to.deep.equal(['order:place'])
    await page.keyboard.press('Enter')
    await page.waitForURL(/#customer-order-place$/)
    await page.getByRole('searchbox').fill('no such thing')
    expect(await page.getByText('Nothing found.').isVisible()).to.equal(true)
  })

  it('shows each sample in one language, and remembers which', async () => {
    const { page } = visitor
    const place = article(page, 'customer-order-place')
    const sample = () => place.locator('.samples pre:visible').allInnerTexts()
    expect(await sample()).to.have.length(1)
    expect((await sample())[0]).to.include("socket.emitWithAck('order:place', {\n  requestId: '")
    await place.getByRole('button', { name: 'Typed client' }).click()
    expect((await sample())[0]).to.include("const { order } = await client.request('order:place', {\n  items: [")
    await page.reload()
    expect((await sample())[0]).to.include('client.request(')
    await place.getByRole('button', { name: 'Raw frames' }).click()
    const [frames = ''] = await sample()
    expect(frames)
      .to.match(/^→ 420\["order:place",\{"requestId"/)
      .and.to.match(/\n← 430\[\{"ok":true/)
  })

  it('opens the first example of a request, names each, and shows how the file of a report arrives', async () => {
    const { page } = visitor
    const examples = article(page, 'customer-order-place').locator('details')
    const titles = await examples.locator('summary').allInnerTexts()
    expect(titles).to.include.members(['Cash at the door', 'Refused: product_unavailable'])
    expect(new Set(titles).size).to.equal(titles.length)
    expect(await examples.evaluateAll((all) => all.map((each) => each.hasAttribute('open')))).to.deep.equal(titles.map((_, n) => n === 0))
    const report = article(page, 'customer-order-report')
    await report.getByRole('button', { name: 'Raw frames' }).click()
    expect(await report.locator('.samples pre:visible').innerText()).to.match(/← 461-0\[.*"_placeholder":true,"num":0/s)
  })

  it('links each type, and shows the literals that tell alternatives apart', async () => {
    const { page } = visitor
    await article(page, 'customer-payment-get').getByRole('link', { name: 'payment', exact: true }).click()
    await page.waitForURL(/#type-payment$/)
    await article(page, 'type-payment').getByRole('link', { name: 'nextAction' }).click()
    await page.waitForURL(/#type-nextAction$/)
    const text = await article(page, 'type-nextAction').innerText()
    expect(text).to.include('type "display_qr"').and.include('clientSecret string with type: "confirm_card"')
    expect(text, 'code without backticks').not.to.include('`')
  })

  it('leads from a request to the meaning of each error', async () => {
    const { page } = visitor
    await article(page, 'customer-order-cancel').getByRole('link', { name: 'cannot_cancel_order' }).click()
    await page.waitForURL(/#error-cannot_cancel_order$/)
    expect(await article(page, 'error-cannot_cancel_order').isVisible()).to.equal(true)
  })

  it('is complete without scripts and without storage', async () => {
    const context = await browser.newContext({ baseURL: gateway.url, javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto('/reference')
    expect(await article(page, 'customer-order-place').locator('.samples pre').count()).to.equal(3)
    await context.close()
    const { page: blocked } = visitor
    await blocked.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })")
    await blocked.reload()
    await article(blocked, 'connecting').getByRole('button', { name: 'Raw frames' }).click()
    expect(await article(blocked, 'connecting').locator('.samples pre:visible').innerText()).to.include('← 42["session:ready"')
  })
})
