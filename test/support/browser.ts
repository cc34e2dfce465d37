/** Debian's Chromium, and the people who use it. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import { expect } from 'chai'
import { type Browser, chromium, type Page } from 'playwright-core'
import { commandOf } from './install.ts'
import { patienceMs } from './until.ts'

const pictures = fileURLToPath(new URL('../pictures/', import.meta.url))
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Call `describeWith('chromium')` around the tests, or `describeWith('chromium-desktop')` and name the program here. */
export const openBrowser = async (program: 'chromium' | 'chromium-desktop' = 'chromium'): Promise<Browser> => {
  await mkdir(pictures, { recursive: true })
  return chromium.launch({ executablePath: `/usr/bin/${commandOf(program)}`, args: [...flags, ...quiet] })
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
  /** Only where a test is about the service worker: a page that it answers is not seen by `page.route`. */
  serviceWorker?: boolean
}

// some tests stop the gateway on purpose
const isOfTheNetwork = (text: string) => /WebSocket connection|ERR_CONNECTION|Failed to load resource/.test(text)

export const visit = async (
  browser: Browser,
  url: string,
  { locale = 'en-GB', at, userAgent, serviceWorker = false }: Habits = {},
): Promise<Visitor> => {
  const context = await browser.newContext({
    baseURL: url,
    locale,
    timezoneId: 'Europe/Bratislava',
    viewport: { width: 1440, height: 900 },
    // as many people set it; drawing what moves costs an eighth of these tests' time
    reducedMotion: 'reduce',
    serviceWorkers: serviceWorker ? 'allow' : 'block',
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

const isDrawing = process.env.PICTURES !== undefined
/** Of a longer page, the picture shows the first screen only. */
const tallest = 3000

const draw = async (page: Page, name: string) => {
  const isLong = await page.evaluate<boolean>(`document.documentElement.scrollHeight > ${tallest}`)
  await page.screenshot({ path: `${pictures}${name}.png`, fullPage: !isLong })
}

const axe = () => readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const violationsOf = async (page: Page): Promise<string[]> => {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(await axe())
  // what passes needs no selectors: they take a third of the time
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })")
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}: ${failureSummary}`))
}

const sizes = [
  { width: 390, height: 844, readIn: 'light' },
  { width: 1440, height: 900, readIn: 'dark' },
] as const
/** A phone that many people still use: looked at for its width only. */
const narrowest = { width: 360, height: 740 }

const expectToFit = async (page: Page, what: string) => {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(overflow, `${what} is wider than the window`).to.equal(0)
}

/** Checks the width on a phone and a large screen, and accessibility once for each size. With `PICTURES`, keeps pictures, light and dark. */
export const inspect = async (page: Page, name: string): Promise<void> => {
  await page.setViewportSize(narrowest)
  await expectToFit(page, `${name} at ${narrowest.width}`)
  for (const { width, height, readIn } of sizes) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of isDrawing ? (['light', 'dark'] as const) : [readIn]) {
      await page.emulateMedia({ colorScheme })
      if (colorScheme === readIn) expect(await violationsOf(page), `${name} at ${width}, ${colorScheme}`).to.deep.equal([])
      if (isDrawing) await draw(page, `${name}-${width}-${colorScheme}`)
    }
    await expectToFit(page, `${name} at ${width}`)
  }
}

/** Opens the menu as a customer. */
export const openShop = async ({ page }: Visitor, { token }: { token: string }): Promise<void> => {
  await page.goto('/favicon.svg')
  await page.evaluate(`localStorage.setItem('token', '${token}')`)
  await page.goto('/')
  await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
}

/** Opens the board as a member of the staff. */
export const openBoard = async ({ page }: Visitor, { token }: { token: string }, tab = 'queue'): Promise<void> => {
  await page.goto('/favicon.svg')
  await page.evaluate(`localStorage.setItem('staff-token', '${token}')`)
  await page.goto(`/staff#/${tab}`)
  await page.locator('main#content:not([aria-busy])').waitFor()
}
