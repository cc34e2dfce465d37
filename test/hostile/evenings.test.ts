/** Two evenings on the board, played on the pages themselves: the staff tap, the customers order. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import { errors } from 'playwright-core'
import { finalStatuses } from '../../src/contract/order-life.ts'
import { openBrowser, type Visitor, visit } from '../support/browser.ts'
import { Refused } from '../support/client.ts'
import { openBoardPage, placeOrders } from '../support/evening.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { inShort, recordResult, timeLimit } from '../support/hostile.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'

const team = ['warehouse', 'kitchen', 'courier', 'courier', 'manager'] as const
const ordersAnEvening = inShort(6, 60)
/** So that most are delivered. */
const mostRejections = ordersAnEvening / 3
const secondsAnEvening = inShort(4, 300)
const mostMegabytes = 300

/** What the process of a page keeps in memory; what it shares with others counts in part. */
const megabytesOf = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024
}

describeWith('chromium')('two evenings with five staff pages open', function () {
  this.timeout(timeLimit)

  let gateway: TestGateway
  let browser: Browser
  let visitors: Visitor[]
  let highest = 0
  let taps = 0
  let rejections = 0
  let isOver = false

  before(async () => {
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
    await gateway.database.query('update stock set on_hand = 1000000000')
    visitors = []
    for (const role of team) {
      const visitor = await visit(browser, gateway.url)
      visitors.push(visitor)
      await openBoardPage(gateway, visitor, role)
    }
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })

  /** False where the ticket has gone or changed in the meantime, as it may when several people work. */
  const tap = async (button: Locator): Promise<boolean> => {
    if ((await button.count()) === 0) return false
    try {
      await button.first().click({ timeout: 5000 })
      taps += 1
      return true
    } catch (error) {
      if (error instanceof errors.TimeoutError) return false
      throw error
    }
  }

  const steps = (page: Page, name: string) => page.locator('.ticket footer').getByRole('button', { name })
  const turns: Record<(typeof team)[number], (page: Page, turn: number) => Promise<unknown>> = {
    warehouse: (page) => tap(steps(page, 'Start picking')),
    kitchen: async (page, turn) => {
      if (turn % 7 === 3) await tap(page.locator('.ticket .tick'))
      const hasTapped = (await tap(steps(page, 'Mark as ready'))) || (await tap(steps(page, 'Start cooking')))
      if (hasTapped && turn % 11 === 5) await page.keyboard.press('u')
    },
    courier: async (page) =>
      (await tap(steps(page, 'Collect €'))) || (await tap(steps(page, 'Delivered'))) || (await tap(steps(page, 'Start delivery'))),
    manager: async (page, turn) => {
      if (turn % 12 === 0) return rejectOne(page)
      await page.getByRole('searchbox').fill(turn % 4 === 1 ? String(turn % 9) : '')
    },
  }

  const rejectOne = async (page: Page) => {
    await page.getByRole('searchbox').fill('')
    if (rejections === mostRejections) return
    if (!(await tap(steps(page, 'Reject')))) return
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why?').fill('The oven is broken')
    if (await tap(dialog.getByRole('button', { name: 'Reject' }))) rejections += 1
    await page.keyboard.press('Escape')
  }

  const play = async ({ page }: Visitor, role: (typeof team)[number]) => {
    for (let turn = 0; !isOver; turn += 1) {
      await page.bringToFront()
      await turns[role](page, turn)
      if (turn % 5 === 4) await tap(page.locator('.dock').getByRole('button', { name: 'OK, all seen' }))
      if (turn % 5 === 2) await tap(page.locator('.ticket footer').getByRole('button', { name: 'OK', exact: true }))
      await sleep(inShort(50, 500))
    }
  }

  const orderAndCancel = async () => {
    const { client } = await arrive(gateway)
    const { order } = await client.request('order:place', placement((await anyDish(gateway)).id))
    await client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'too_slow' }).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error
    })
    client.close()
  }

  const order = async () => {
    for (let placed = 0; placed < ordersAnEvening; placed += 2) {
      const allergy = { items: [{ productId: (await anyDish(gateway)).id, quantity: 2, note: 'I am allergic to peanuts' }] }
      await placeOrders(gateway, 2, (n) => (placed % 10 === 0 && n === 0 ? allergy : {}))
      if (placed % 10 === 4) await orderAndCancel()
      await sleep((2000 * secondsAnEvening) / ordersAnEvening)
    }
  }

  const open = async () => (await gateway.database.query('select from orders where status <> all ($1)', [[...finalStatuses]])).length

  const weigh = async () => {
    const session = await browser.newBrowserCDPSession()
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    await session.detach()
    const pages = processInfo.filter(({ type }) => type === 'renderer')
    expect(pages.length, 'every page has a process of its own').to.be.at.least(team.length)
    for (const { id } of pages) highest = Math.max(highest, await megabytesOf(id))
  }

  const playEvening = async () => {
    isOver = false
    rejections = 0
    const playing = Promise.all(visitors.map((visitor, index) => play(visitor, team[index] ?? 'manager')))
    const evening = async () => {
      await order()
      while ((await open()) > 0) await sleep(500)
      await weigh()
      isOver = true
    }
    await Promise.all([evening(), playing])
  }

  it(`bring every order to its end, without an error and with less than ${mostMegabytes} MB a page`, async () => {
    const started = performance.now()
    await playEvening()
    await playEvening()
    const counts = await gateway.database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from orders group by status order by status',
    )
    const complaints = visitors.flatMap(({ complaints: some }) => some)
    const ends = counts.map(({ status, count }) => `${count} ${status}`).join(', ')
    const minutes = ((performance.now() - started) / 60_000).toFixed(1)
    recordResult(
      'Two evenings on five staff pages',
      `${minutes} min, ${ends}, ${taps} taps`,
      `at most ${highest.toFixed(0)} MB a page, no error`,
    )
    expect(complaints).to.deep.equal([])
    for (const { status } of counts) expect(finalStatuses).to.include(status)
    expect(highest, 'MB').to.be.lessThan(mostMegabytes)
    expect(counts.find(({ status }) => status === 'delivered')?.count).to.be.at.least(ordersAnEvening)
  })
})
