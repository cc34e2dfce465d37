/** What many tests in a browser begin with: a browser and a gateway for all of them, and visitors who leave after each. */
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { openBrowser, type Visitor, visit } from './browser.ts'
import { startTestGateway, type TestGateway } from './gateway.ts'

class BrowserFrame {
  #open: { browser: Browser; gateway: TestGateway } | undefined
  #visitors: Visitor[] = []

  get gateway(): TestGateway {
    return this.#started.gateway
  }

  get #started() {
    if (!this.#open) throw new Error('the tests have not begun')
    return this.#open
  }

  /** Somebody with a browser profile of their own. The test fails if one of their pages complains. */
  async visit(habits: Parameters<typeof visit>[2] = {}): Promise<Visitor> {
    const visitor = await visit(this.#started.browser, this.gateway.url, habits)
    this.#visitors.push(visitor)
    return visitor
  }

  async start(env: Record<string, string>): Promise<void> {
    const [browser, gateway] = await Promise.all([openBrowser(), startTestGateway({ env })])
    this.#open = { browser, gateway }
  }

  async endTest(): Promise<void> {
    const visitors = this.#visitors.splice(0)
    await Promise.all(visitors.map(({ leave }) => leave()))
    expect(visitors.flatMap(({ complaints }) => complaints)).to.deep.equal([])
  }

  async stop(): Promise<void> {
    await this.#open?.browser.close()
    await this.#open?.gateway.stop()
  }
}

/** Call it first in a block of `describeWith('chromium')`. `env` is that of the gateway. */
export const browserFrame = (env: Record<string, string> = {}): BrowserFrame => {
  const frame = new BrowserFrame()
  before(async function () {
    this.timeout(300_000)
    await frame.start(env)
  })
  after(() => frame.stop())
  afterEach(() => frame.endTest())
  return frame
}
