/** What Lighthouse would look at: the weight of the first view, its stability, and good practice. Bytes and not times, since machines differ. */
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { until } from '../support/until.ts'

/** Bytes on the wire, compressed, and requests, until the dishes are drawn. */
const budget = { bytes: 95_000, requests: 16 }
/** Loaded once the first view stands: the other pages and what they need. Or only where the connection takes long: what finds out why. */
const isLater = (url: string) => /\/assets\/(diagnose|other-pages|of-pages|push|shared|steps|streets|order-map)-/.test(url)

interface Transfer {
  url: string
  bytes: number
}

/** Everything that the page has loaded. */
const followTransfers = async (page: Page): Promise<Transfer[]> => {
  const session = await page.context().newCDPSession(page)
  const urls = new Map<string, string>()
  const transfers: Transfer[] = []
  session.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    transfers.push({ url: urls.get(requestId) ?? '', bytes: encodedDataLength }),
  )
  await session.send('Network.enable')
  return transfers
}

/** Adds up how far the content has moved without an action of the user (Cumulative Layout Shift). */
const followShifts = `
  globalThis.shift = 0
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) globalThis.shift += value
  }).observe({ type: 'layout-shift', buffered: true })`

describeWith('chromium')('the first view', () => {
  let gateway: TestGateway
  let browser: Browser

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway()
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })

  const open = async (locale: string, use: (visitor: Visitor, transfers: readonly Transfer[]) => Promise<void>) => {
    const visitor = await visit(browser, gateway.url, { locale })
    const { page } = visitor
    await page.setViewportSize({ width: 390, height: 844 })
    await page.addInitScript(followShifts)
    const transfers = await followTransfers(page)
    await page.goto('/')
    await page.locator('article.dish svg.picture g').first().waitFor({ state: 'attached' })
    await page.evaluate('document.fonts.ready')
    await use(visitor, transfers)
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  }

  for (const locale of ['en-GB', 'sk-SK']) {
    it(`in ${locale} weighs less than ${budget.bytes / 1000} kB and loads the texts of one language`, () =>
      open(locale, async (_, transfers) => {
        await until(() => transfers.some(({ url }) => url.includes('display-latin')), 'the display face is loaded')
        const first = transfers.filter(({ url }) => !isLater(url))
        const list = first.map(({ url, bytes }) => `${new URL(url).pathname}: ${bytes}`).join('\n')
        expect(
          first.reduce((sum, { bytes }) => sum + bytes, 0),
          list,
        ).to.be.within(30_000, budget.bytes)
        expect(first.length, list).to.be.at.most(budget.requests)
        expect(first.filter(({ url }) => /\/assets\/(en|sk)-/.test(url)).length, list).to.equal(1)
      }))
  }

  it('does not move while it is loaded', () =>
    open('sk-SK', async ({ page }) => {
      expect(await page.evaluate<number>('globalThis.shift')).to.be.lessThan(0.1)
    }))

  it('has a title, a description, a language, an icon and colours for the window', () =>
    open('sk-SK', async ({ page }) => {
      expect(await page.title()).to.match(/\S · \S/)
      expect(await page.getAttribute('html', 'lang')).to.equal('sk')
      expect(await page.getAttribute('meta[name=description]', 'content')).to.match(/\S{3}/)
      expect(await page.getAttribute('meta[name=viewport]', 'content'), 'people may zoom').to.not.match(/maximum-scale|user-scalable/)
      for (const what of ['link[rel=manifest]', 'link[rel=apple-touch-icon]', 'meta[name=theme-color]'])
        expect(await page.locator(what).count(), what).to.be.greaterThan(0)
      const unsized = await page.evaluate(`[...document.images].filter((image) => !image.width || !image.height).map((image) => image.src)`)
      expect(unsized, 'pictures without a size').to.deep.equal([])
      const session = await page.context().newCDPSession(page)
      const { errors } = await session.send('Page.getAppManifest')
      expect(errors, 'faults of the manifest').to.deep.equal([])
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
      // a context of a test is incognito
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).to.deep.equal([])
      await inspect(page, 'first-view-slovak')
    }))

  it('has targets of at least 44 pixels', () =>
    open('en-GB', async ({ page }) => {
      const small = await page.evaluate(`[...document.querySelectorAll('main button:not(.plain), nav a, main a')]
        .map((target) => ({ text: target.textContent || target.ariaLabel, box: target.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ text, box }) => text + ' ' + box.width + 'x' + box.height)`)
      expect(small).to.deep.equal([])
    }))
})
