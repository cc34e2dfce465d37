/** Debian's Chromium, and the people who use it. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import { type Browser, chromium, type Page } from 'playwright-core'
import { patienceMs } from './until.ts'

const pictures = fileURLToPath(new URL('../pictures/', import.meta.url))
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Call `describeWith('chromium')` around the tests. */
export const openBrowser = async (): Promise<Browser> => {
  await mkdir(pictures, { recursive: true })
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...flags, ...quiet] })
}

export interface Visitor {
  page: Page
  /** Errors of the page, and what its Content-Security-Policy blocked. */
  complaints: string[]
  /** Another tab of the same browser. */
  secondTab(): Promise<Page>
  leave(): Promise<void>
}

interface Habits {
  locale?: string
  /** The position that the device reports. */
  at?: { latitude: number; longitude: number }
  userAgent?: string
}

// some tests stop the gateway on purpose
const isOfTheNetwork = (text: string) => /WebSocket connection|ERR_CONNECTION|Failed to load resource/.test(text)

export const visit = async (browser: Browser, url: string, { locale = 'en-GB', at, userAgent }: Habits = {}): Promise<Visitor> => {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    timezoneId: 'Europe/Bratislava',
    viewport: { width: 1440, height: 900 },
    ...(userAgent !== undefined && { userAgent }),
    ...(at && { geolocation: at, permissions: ['geolocation'] }),
  })
  context.setDefaultTimeout(patienceMs)
  const complaints: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error' && !isOfTheNetwork(message.text())) complaints.push(message.text())
  })
  context.on('weberror', (fault) => complaints.push(fault.error().message))
  return { page: await context.newPage(), complaints, secondTab: () => context.newPage(), leave: () => context.close() }
}

/** Of a longer page, the screenshot shows the first screen only. */
const tallest = 3000

const axe = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(await axe())
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)')
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`))
}

/** Checks accessibility and width on a small light screen and a large dark one, and keeps a screenshot of each. */
export const inspect = async (page: Page, name: string): Promise<void> => {
  for (const [width, height, colorScheme] of [[360, 740, 'light'] as const, [1440, 900, 'dark'] as const]) {
    await page.setViewportSize({ width, height })
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    expect(await violationsOf(page), `${name} at ${width}`).to.deep.equal([])
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow, `${name} is wider than ${width}`).to.equal(0)
    const isLong = await page.evaluate<boolean>(`document.documentElement.scrollHeight > ${tallest}`)
    await page.screenshot({ path: `${pictures}${name}-${width}.png`, fullPage: !isLong })
  }
}

/** Opens the board as a member of the staff. */
export const openBoard = async ({ page }: Visitor, { token }: { token: string }, tab = 'queue'): Promise<void> => {
  await page.goto('/favicon.svg')
  await page.evaluate(`localStorage.setItem('staff-token', '${token}')`)
  await page.goto(`/staff#/${tab}`)
  await page.locator('main[aria-busy]').waitFor({ state: 'detached' })
}
