import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, type Visitor, visit } from '../support/browser.ts'
import { makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'

/** Whatever the line about the connection has said since the page was opened. */
const said = (page: Page) => page.evaluate<string[]>('window.said')
const listen = (page: Page) =>
  page.addInitScript(`
    window.said = []
    addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
      const text = document.querySelector('.connection')?.textContent
      if (text && said.at(-1) !== text) said.push(text)
    }).observe(document, { subtree: true, childList: true, characterData: true }))`)

describeWith('chromium')('the line about the connection', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let page: Page
  /** Answers of the gateway are held back until then. */
  let answer: () => void

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
    page = visitor.page
    await listen(page)
  })
  afterEach(async () => {
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  const holdAnswers = async () => {
    // after three seconds, which a slow machine may need, the page would ask why, and say so
    await page.route('**/assets/diagnose-*', () => undefined)
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      server.onMessage((message) => void answered.then(() => socket.send(message)))
    })
  }
  const isLoaded = () => page.getByRole('heading', { name: 'Soups' }).waitFor()

  it('does not say that a first connection that takes long is back', async () => {
    await holdAnswers()
    await page.goto('/')
    await page.getByText('Connecting…').waitFor()
    answer()
    await isLoaded()
    await page.locator('.connection p').waitFor({ state: 'detached' })
    expect(await said(page)).to.deep.equal(['Connecting…'])
  })

  it('does not say so after signing in either', async () => {
    const { token } = await makePerson(gateway.database)
    await page.goto('/')
    await isLoaded()
    await holdAnswers()
    await page.evaluate(`localStorage.setItem('token', '${token}')`)
    await page.goto('about:blank')
    await page.goto('/#/account')
    await page.getByText('Connecting…').waitFor()
    answer()
    await page.getByText('This device').waitFor()
    expect(await said(page)).to.deep.equal(['Connecting…'])
  })

  it('says why it cannot connect, and connects when it can', async () => {
    const error = { code: 'permission_denied', reason: 'origin_not_allowed', message: 'No.', retryable: false }
    await page.route('**/connection', (route) => route.fulfill({ json: { ok: false, error } }))
    await page.addInitScript(`
      const Real = WebSocket
      window.isRefused = true
      window.WebSocket = function (...given) {
        if (!window.isRefused) return new Real(...given)
        setTimeout(() => this.onerror(new Event('error')))
        this.close = () => undefined
      }`)
    await page.goto('/')
    await page.getByText('The shop cannot be reached from this page.').waitFor()
    await page.evaluate('window.isRefused = false')
    await isLoaded()
    await page.locator('.connection p').waitFor({ state: 'detached' })
  })

  it('says that there is no network as soon as the browser knows, without asking the gateway, and that it is back', async () => {
    await page.goto('/')
    await isLoaded()
    await page.context().setOffline(true)
    await page.getByText('You are offline.').waitFor()
    await page.context().setOffline(false)
    await page.getByText('Connected again.').waitFor()
  })
})
