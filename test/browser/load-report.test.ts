import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { toJUnit } from '../../bench/loadtest/junit.ts'
import { toHtml } from '../../bench/loadtest/report.ts'
import { applyThresholds, parseThreshold } from '../../bench/loadtest/thresholds.ts'
import { evenly, outcomeOf, pointOf, rowOf } from '../bench/outcomes.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { describeWith } from '../support/install.ts'

const thresholds = ['any request:p99<1', 'any request:failed<=0'].map(parseThreshold).filter((threshold) => typeof threshold !== 'string')

const outcome = applyThresholds(
  outcomeOf({
    rows: [rowOf('any request', evenly(600, 90)), rowOf('menu:list', evenly(40, 5))],
    // 10 requests in the first interval, 20 in the second, and so on
    points: [1, 2, 3, 4, 5].map((at) => pointOf(at, evenly(10 * at, 100 * at), at)),
    checks: [
      { name: 'gap', sentence: 'No feed has a gap', checked: 5, failed: 1, examples: ['load-1: event 3 did not arrive: <b> & "x" \u0000'] },
      { name: 'early', sentence: 'No event is early', checked: 0, failed: 0, examples: [] },
    ],
    parameters: { clients: '10', mix: 'cash=1' },
  }),
  thresholds,
)

describeWith('chromium')('The report of the load tester, in a browser', () => {
  let browser: Browser
  let visitor: Visitor
  let page: Page
  let directory: string

  before(async () => {
    browser = await openBrowser()
    directory = await mkdtemp(join(tmpdir(), 'customerbackend-report-'))
    const file = join(directory, 'report.html')
    await writeFile(file, toHtml(outcome))
    visitor = await visit(browser, pathToFileURL(file).href)
    page = visitor.page
    await page.goto(pathToFileURL(file).href)
  })
  after(async () => {
    await browser.close()
    await rm(directory, { recursive: true })
  })
  afterEach(() => {
    expect(visitor.complaints, 'errors, and what the Content-Security-Policy blocked').to.deep.equal([])
  })

  const captionOf = (title: string) => page.locator('figure', { hasText: title }).locator('figcaption').innerText()

  it('shows the values of the moment at the pointer, in every plot', async () => {
    const area = page.locator('.area').first()
    const box = await area.boundingBox()
    if (!box) throw new Error('the plot has no place')
    await page.mouse.move(box.x + box.width - 8, box.y + box.height / 2)
    expect(await captionOf('Customers connected')).to.match(/at 5 s\s+customers 5$/)
    expect(await captionOf('Rate'))
      .to.match(/requests 50\s/)
      .and.to.match(/orders placed 50/)
    expect(await captionOf('Any request'))
      .to.match(/p50 25\d\s/)
      .and.to.match(/p99 50\d/)
    await page.mouse.move(0, 0)
    expect(await captionOf('Customers connected'), 'nothing when the pointer has left').not.to.match(/\d/)
  })

  it('shows and says them with the keyboard', async () => {
    const sliders = page.getByRole('slider')
    const customers = sliders.first()
    await customers.focus()
    await page.keyboard.press('End')
    expect(await customers.getAttribute('aria-valuetext')).to.equal('5 s: customers 5')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await customers.getAttribute('aria-valuetext')).to.equal('3 s: customers 3')
    expect(await sliders.nth(1).getAttribute('aria-valuetext')).to.match(/^3 s: requests 30, /)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowLeft')
    expect(await customers.getAttribute('aria-valuenow')).to.equal('0')
  })

  it('is accessible, and fits a phone', async () => {
    await inspect(page, 'load-report')
  })

  it('as JUnit is XML with a test case for each check and threshold', async () => {
    // a text, because only the browser knows DOMParser
    const found = await page.evaluate(`(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(toJUnit(outcome))}, 'application/xml')
      const read = (selector, name) => [...parsed.querySelectorAll(selector)].map((each) => each.getAttribute(name))
      return {
        error: parsed.querySelector('parsererror')?.textContent ?? '',
        suites: read('testsuite', 'failures'),
        cases: read('testcase', 'name'),
        failures: read('failure', 'message'),
        details: parsed.querySelector('failure')?.textContent,
        skipped: parsed.querySelectorAll('skipped').length,
      }
    })()`)
    expect(found).to.deep.equal({
      error: '',
      suites: ['1', '1'],
      cases: ['No feed has a gap', 'No event is early', 'any request:p99<1', 'any request:failed<=0'],
      failures: ['1 of 5', 'any request:p99<1: 89.2 ms'],
      details: '1 of 5\nload-1: event 3 did not arrive: <b> & "x" \ufffd',
      skipped: 1,
    })
  })
})
