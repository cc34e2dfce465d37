import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { until } from '../support/until.ts'

const phone = { width: 390, height: 844 }

describeWith('chromium')('the menu on a phone', () => {
  let gateway: TestGateway
  let browser: Browser
  let guest: Visitor
  let page: Page

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway()
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  beforeEach(async () => {
    guest = await visit(browser, gateway.url)
    page = guest.page
    await page.setViewportSize(phone)
    await page.goto('/')
    await page.getByRole('heading', { name: 'Drinks' }).waitFor()
  })
  afterEach(async () => {
    await guest.leave()
    expect(guest.complaints).to.deep.equal([])
  })

  const dish = (name: string) => page.locator('article.dish', { has: page.getByRole('heading', { name, exact: true }) })
  const open = async (name: string) => {
    await page.getByRole('button', { name, exact: true }).click()
    await page.getByRole('dialog', { name }).waitFor()
  }
  const scrolled = () => page.evaluate<number>('Math.round(scrollY)')
  const currentChip = () => page.getByRole('navigation', { name: 'Categories' }).locator('[aria-current]').textContent()
  const topOf = async (name: string) => (await page.getByRole('heading', { name, exact: true }).boundingBox())?.y ?? Number.NaN

  it('begins with dishes in the upper third of the screen', async () => {
    const box = await page.locator('article.dish').first().boundingBox()
    expect(box?.y).to.be.lessThan(phone.height / 3)
  })

  it('says nothing of ratings where there are none', async () => {
    expect(
      await page
        .locator('article.dish')
        .filter({ hasText: /rating|tried|★/ })
        .count(),
    ).to.equal(0)
  })

  it('adds a dish with one tap, and shows how many there are on the card and in the bar', async () => {
    await page.getByRole('button', { name: 'Add one: Garlic soup' }).click()
    const bar = page.getByRole('button', { name: 'View basket' })
    await bar.getByText('€4.90').waitFor()
    await page.getByRole('button', { name: 'Add one: Garlic soup' }).click()
    await bar.getByText('€9.80').waitFor()
    await dish('Garlic soup').getByText('2', { exact: true }).waitFor()
    await page.getByRole('status').filter({ hasText: '2 items in your basket, €9.80' }).waitFor({ state: 'attached' })
    await inspect(page, 'menu-with-basket')
    await page.setViewportSize(phone)
    await page.getByRole('button', { name: 'Remove one: Garlic soup' }).click()
    await page.getByRole('button', { name: 'Remove one: Garlic soup' }).click()
    await bar.waitFor({ state: 'detached' })
  })

  it('follows the scroll with its chips, and scrolls to the category of a chip', async () => {
    expect(await currentChip()).to.equal('Breakfast')
    await page.getByRole('button', { name: 'Pizza', exact: true }).click()
    await until(async () => (await currentChip()) === 'Pizza', 'the chip of the category is marked')
    const [chips, heading] = [await page.getByRole('navigation', { name: 'Categories' }).boundingBox(), await topOf('Pizza')]
    expect(chips?.y, 'the chips stay at the top').to.equal(0)
    expect(heading).to.be.within(chips?.height ?? 0, 200)
    await page.getByRole('heading', { name: 'Desserts', exact: true }).evaluate((it) => it.scrollIntoView({ block: 'start' }))
    await until(async () => (await currentChip()) === 'Desserts', 'the chip follows the scroll')
    await page.getByRole('button', { name: 'Drinks', exact: true }).click()
    await until(async () => (await currentChip()) === 'Drinks', 'the last category can be marked too')
  })

  it('filters by diets and allergens behind one button that counts them', async () => {
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('vegan', { exact: true }).check()
    await page.getByLabel('gluten', { exact: true }).check()
    await inspect(page, 'menu-filters')
    const shows = (await page.getByRole('button', { name: /^Show \d+ dishes$/ }).textContent()) ?? ''
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: 'Filters 2' }).count()).to.equal(1)
    const count = await page.locator('article.dish').count()
    expect(shows).to.equal(`Show ${count} dishes`)
    expect(count).to.be.within(1, 40)
    expect(await dish('Avocado toast').count(), 'it contains gluten').to.equal(0)
    await page.getByRole('searchbox').fill('qxqxqxqx')
    await page.getByText('No dish matches').waitFor()
    await inspect(page, 'menu-nothing-found')
    await page.getByRole('main').getByRole('button', { name: 'Clear all' }).last().click()
    await dish('Avocado toast').waitFor()
  })

  it("closes a dish's sheet with Back, however often it was opened, and Back then leaves the page", async () => {
    await page.goto('/#/sign-in')
    await page.getByRole('link', { name: 'Menu' }).click()
    await open('Garlic soup')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await open('Kapustnica')
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.equal('What would you like?')
    await open('Garlic soup')
    await page.getByRole('button', { name: 'Close' }).click()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  })

  it('opens nothing beneath after a double click on "Add"', async () => {
    await open('Garlic soup')
    await page.getByRole('button', { name: 'Add for' }).dblclick()
    await page.getByRole('button', { name: 'View basket' }).getByText('€4.90').waitFor()
    expect(await page.getByRole('dialog').count()).to.equal(0)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).to.equal('What would you like?')
  })

  it('comes back to the same place, also after a reload', async () => {
    await page.getByRole('button', { name: 'Mains', exact: true }).click()
    await page.getByRole('button', { name: 'Add one: Beef burger' }).click()
    const before = await scrolled()
    expect(before).to.be.greaterThan(1000)
    await page.getByRole('button', { name: 'View basket' }).click()
    await page.getByRole('heading', { level: 1, name: 'Your basket' }).waitFor()
    await until(async () => (await scrolled()) === 0, 'another page starts at its top')
    await page.goBack()
    await until(async () => (await scrolled()) === before, 'the menu is where it was')
    await page.reload()
    await until(async () => (await scrolled()) === before, 'the menu is where it was after a reload')
  })
})
