/** A manager edits the shop on the board. */
import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Browser, Page, Route } from 'playwright-core'
import type { ShopSection } from '../../src/contract/index.ts'
import { inspect, openBoard, openBrowser, type Visitor, visit } from '../support/browser.ts'
import type { Client } from '../support/client.ts'
import { connectGuest, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { holding } from '../support/holding.ts'
import { describeWith } from '../support/install.ts'
import { picture } from '../support/pictures.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('a manager and the menu', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let page: Page
  let guest: Client<'/guest'>
  let colleague: Client<'/staff'>

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway()
    guest = await connectGuest(gateway)
    colleague = (await connectNewStaff(gateway, 'manager')).client
    visitor = await visit(browser, gateway.url)
    page = visitor.page
    await openBoard(visitor, await makePerson(gateway.database, 'manager'), 'menu')
  })
  after(async () => {
    for (const client of [guest, colleague]) client.close()
    await browser.close()
    await gateway.stop()
  })
  afterEach(() => {
    expect(visitor.complaints).to.deep.equal([])
  })

  const show = (section: string) => page.getByRole('group', { name: 'What to edit' }).getByText(section).click()
  const open = async (section: string, name: string) => {
    await show(section)
    await page.getByRole('searchbox').fill(name)
    await page.getByRole('button', { name }).first().click()
    await page.getByRole('heading', { level: 2, name }).waitFor()
  }
  const save = () => page.getByRole('button', { name: 'Save', exact: true }).click()
  const find = async (section: ShopSection, code: string) => {
    const { entries } = await colleague.request('shop:export', { section, limit: 100 })
    const found = entries.find(({ entry }) => entry.code === code)
    if (!found) throw new Error(`${section} has no ${code}`)
    return found
  }
  const dish = async (search: string) => (await guest.request('menu:list', { search })).products[0]

  it('finds a dish, reads what is wrong at its fields, and changes it', async () => {
    await page.getByRole('button', { name: 'Avocado toast' }).first().waitFor()
    await inspect(page, 'office-menu')
    await open('Dishes', 'Pizza Prosciutto')
    await inspect(page, 'office-dish')
    const price = page.getByLabel('Price (EUR)')
    await price.fill('9,505')
    await page.getByLabel('Name (English)', { exact: true }).fill('')
    await save()
    await page.getByText('Please check the marked fields.').waitFor()
    await until(async () => (await price.getAttribute('aria-invalid')) === 'true', 'the price is marked')
    await page.getByText('too many decimals for the currency.').waitFor()
    await until(() => page.evaluate<boolean>(`document.activeElement?.getAttribute('aria-invalid') === 'true'`), 'it has the focus')
    await price.fill('9,50')
    await page.getByLabel('Name (English)', { exact: true }).fill('Pizza with prosciutto')
    await page.getByLabel('rocket, in g').first().fill('25')
    await save()
    await page.getByText('Pizza with prosciutto is saved.').waitFor()
    await until(async () => (await dish('pizza with prosciutto'))?.price.amount === 950, 'customers see the new price')
  })

  it('keeps what is not saved while the manager looks at the orders', async () => {
    await open('Dishes', 'Tiramisu')
    await page.getByLabel('Minutes to prepare').fill('17')
    await page.getByRole('link', { name: 'Orders', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    await page.goBack()
    await until(async () => (await page.getByLabel('Minutes to prepare').inputValue()) === '17', 'the draft is there')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await open('Dishes', 'Tiramisu')
    expect(await page.getByLabel('Minutes to prepare').inputValue()).not.to.equal('17')
  })

  it('leaves a manager who has gone elsewhere while it was saved where they are', async () => {
    await page.goto('/staff#/menu/products')
    await open('Dishes', 'Tiramisu')
    await page.getByLabel('Minutes to prepare').fill('6')
    await holding(gateway.database, async (transaction) => {
      await transaction.query("select pg_advisory_xact_lock(hashtext('shop'))")
      await save()
      await page.getByRole('button', { name: 'Save', exact: true, disabled: true }).waitFor()
      await page.getByRole('link', { name: 'Orders', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor()
    })
    await page.getByText('Tiramisu is saved.').waitFor()
    expect(new URL(page.url()).hash).to.equal('#/queue')
    await page.getByRole('link', { name: 'Menu', exact: true }).click()
    await open('Dishes', 'Tiramisu')
    expect(await page.getByLabel('Minutes to prepare').inputValue()).to.equal('6')
  })

  it('adds a dish with a recipe and an option', async () => {
    await page.goto('/staff#/menu/products')
    await page.getByRole('button', { name: 'New dish' }).click()
    await page.getByLabel('Name (English)', { exact: true }).fill('Ravioli')
    await page.getByLabel('Price (EUR)').fill('11')
    await page.getByLabel('Category').selectOption({ label: 'Mains' })
    const recipe = page.getByRole('group', { name: 'Recipe of one portion' })
    await recipe.getByRole('combobox').selectOption('egg')
    await recipe.getByRole('button', { name: 'Add', exact: true }).click()
    await recipe.getByRole('spinbutton').fill('2')
    await recipe.getByLabel('Can be left out').check()
    await page.getByRole('button', { name: 'Add an option' }).click()
    await page.getByLabel('Option (English)').fill('Size')
    await save()
    await page.getByText('please add one.').waitFor()
    await page.getByRole('button', { name: 'Add a choice' }).click()
    await page.getByLabel('Choice (English)').fill('Large')
    await page.getByLabel('Extra price').fill('2.50')
    await save()
    await page.getByText('Ravioli is saved.').waitFor()
    const { entry } = await find('products', 'ravioli')
    expect(entry).to.deep.include({ category: 'mains', price: '11.00', recipe: { egg: 2 }, removable: ['egg'] })
    const added = await until(() => dish('ravioli'), 'customers see it')
    expect(added?.options[0]?.choices[0]).to.deep.include({ name: 'Large' })
  })

  it('shows what a colleague has changed meanwhile, and asks which version counts', async () => {
    await open('Dishes', 'Espresso')
    const minutes = page.getByLabel('Minutes to prepare')
    await minutes.fill('6')
    const { entry, etag } = await find('products', 'espresso')
    await colleague.request('product:save', { requestId: randomUUID(), entry: { ...entry, price: '3.00' }, etag })
    await save()
    await page.getByText('A colleague has changed this meanwhile').waitFor()
    await page.getByRole('button', { name: 'Show their version' }).click()
    expect(await page.getByLabel('Price (EUR)').inputValue()).to.equal('3.00')
    await minutes.fill('6')
    await save()
    await page.getByText('Espresso is saved.').waitFor()
    expect((await find('products', 'espresso')).entry).to.include({ price: '3.00', prepMinutes: 6 })
  })

  it('puts categories and dishes in order by the keyboard, and retires only what nothing needs', async () => {
    await show('Categories')
    await page.getByRole('button', { name: 'Move Soups up' }).focus()
    await page.keyboard.press('Enter')
    await until(async () => (await guest.request('menu:list', {})).categories[0]?.name === 'Soups', 'soups are the first')
    const focused = () => page.evaluate<string | null>("document.activeElement.getAttribute('aria-label')")
    await until(async () => (await focused()) === 'Move Soups up', 'the button keeps the focus')
    await show('Dishes')
    await page.getByRole('checkbox', { name: 'Garlic soup is available' }).uncheck()
    await until(async () => (await dish('garlic soup'))?.available === false, 'the dish is switched off')
    await page.getByRole('checkbox', { name: 'Garlic soup is available' }).check()
    await page.getByRole('button', { name: 'Move Garlic soup up' }).click()
    await until(async () => {
      const soups = (await guest.request('menu:list', {})).products.map(({ name }) => name)
      return soups.indexOf('Garlic soup') < soups.indexOf('Fish soup')
    }, 'customers see the dishes in the new order')
    await open('Categories', 'Soups')
    await page.getByRole('button', { name: 'Retire' }).click()
    const dialog = page.getByRole('dialog', { name: 'Retire Soups?' })
    await dialog.getByRole('button', { name: 'Retire' }).click()
    await dialog.getByText(/Something else still needs this.*Tomato soup/).waitFor()
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await open('Dishes', 'Ravioli')
    await page.getByRole('button', { name: 'Retire' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
    await page.getByText('Ravioli is retired.').waitFor()
    await until(async () => (await dish('ravioli'))?.name !== 'Ravioli', 'customers no longer see it')
    await page.getByRole('button', { name: 'Bring it back', exact: true }).click()
    await until(async () => (await dish('ravioli'))?.name === 'Ravioli', 'customers see it again')
    await open('Dishes', 'Ravioli')
    await page.getByRole('button', { name: 'Retire' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire' }).click()
    await page.getByText('Ravioli is retired.').waitFor()
    await page.getByText('Show what is retired').click()
    await page.getByRole('button', { name: 'Bring it back: Ravioli' }).waitFor()
    await inspect(page, 'office-retired')
    await page.getByRole('button', { name: 'Bring it back: Ravioli' }).click()
    await page.getByText('Nothing is retired.').waitFor()
    await until(async () => (await dish('ravioli'))?.name === 'Ravioli', 'customers see it again')
  })

  it('adds a promotion', async () => {
    await show('Promotions')
    await page.getByRole('button', { name: 'New promotion' }).click()
    await page.getByLabel('Code').fill('spring 10')
    await page.getByLabel('Name (English)').fill('Spring')
    await page.getByLabel('What it gives').selectOption('freeDelivery')
    await save()
    await page.getByText('Spring is saved.').waitFor()
    expect((await find('promotions', 'spring-10')).entry).to.include({ promotionCode: 'SPRING10', freeDelivery: true })
  })

  it('gives a dish a picture, which customers see in a size that fits', async () => {
    await open('Dishes', 'Tiramisu')
    const field = page.getByRole('group', { name: 'Picture' })
    const chooser = field.locator('input[type=file]')
    await chooser.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
    await field.getByText('This file is not a picture.').waitFor()
    await chooser.setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await field.getByText('We cannot read this picture.').waitFor()
    const large = await picture(3000, 2000)
    const [upload] = await Promise.all([
      page.waitForRequest((request) => request.url().endsWith('/pictures')),
      chooser.setInputFiles({ name: 'tiramisu.jpg', mimeType: 'image/jpeg', buffer: large }),
    ])
    expect(upload.url(), 'the token is not in the address').to.equal(`${gateway.url}/pictures`)
    expect(upload.headers()).to.have.property('authorization')
    await page.getByText('The picture is uploaded. Save to show it on the menu.').waitFor()
    await until(() => field.locator('img').evaluate((image) => 'naturalWidth' in image && image.naturalWidth === 320), 'it is shown')
    await inspect(page, 'office-picture')
    await save()
    // back in the list
    await page.getByRole('searchbox').waitFor()
    const seen = (await until(async () => (await dish('tiramisu'))?.pictures, 'customers get it')) ?? []
    // of 2560 × 1707: the page has made it smaller before it sent it
    expect(seen.map(({ width, height }) => `${width}x${height}`)).to.deep.equal(['320x214', '640x427', '1280x854'])

    const customer = await visitor.secondTab()
    await customer.goto('/')
    const shown = customer.locator('article.dish', { hasText: 'Tiramisu' }).first().locator('img.picture')
    await shown.scrollIntoViewIfNeeded()
    const loaded = await until(() => shown.evaluate((image) => 'currentSrc' in image && String(image.currentSrc)), 'it is loaded')
    expect(new URL(loaded).pathname).to.be.oneOf(seen.map(({ url }) => url))
    expect([await shown.getAttribute('width'), await shown.getAttribute('loading')]).to.deep.equal(['1280', 'lazy'])
    await customer.close()

    await open('Dishes', 'Tiramisu')
    const uploads: Route[] = []
    await page.route('**/pictures', (route) => void uploads.push(route))
    await chooser.setInputFiles({ name: 'tiramisu.jpg', mimeType: 'image/jpeg', buffer: await picture(800, 600) })
    await page.getByRole('progressbar').waitFor()
    const saving = page.getByRole('button', { name: 'Save', exact: true })
    expect(await saving.isDisabled(), 'it would be saved without its picture').to.equal(true)
    await until(() => uploads.length === 1, 'it is on its way')
    await uploads[0]?.continue()
    await until(() => saving.isEnabled(), 'the picture has arrived')
    await page.unroute('**/pictures')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await page.getByRole('searchbox').waitFor()

    await open('Dishes', 'Tiramisu')
    await field.getByRole('button', { name: 'Remove' }).click()
    await save()
    // back in the list
    await page.getByRole('searchbox').waitFor()
    await until(async () => (await dish('tiramisu'))?.image === undefined, 'the picture is gone')
  })

  describe('in the settings', () => {
    const settings = async () => {
      const [found] = (await colleague.request('shop:export', { section: 'shop' })).entries
      if (!found) throw new Error('there are no settings')
      return found
    }
    const showPage = async (name: string) => {
      await page.getByRole('group', { name: 'What to set' }).getByText(name).click()
      await page.getByRole('heading', { level: 2, name }).waitFor()
    }

    const saveAll = async () => {
      await save()
      await page.getByRole('button', { name: 'Discard changes' }).waitFor({ state: 'detached' })
    }

    before(async () => {
      await page.goto('/staff#/settings')
      await page.getByRole('heading', { level: 2, name: 'General' }).waitFor()
    })

    it('shows every page of them', async () => {
      for (const name of ['Workload', 'Tips', 'Order limits', 'Taxes and seller']) await showPage(name)
      for (const name of ['General', 'Opening hours', 'Delivery']) {
        await showPage(name)
        await inspect(page, `office-settings-${name.toLowerCase().replaceAll(' ', '-')}`)
      }
    })

    it('writes amounts as the language does, and reads both forms', async () => {
      await showPage('Delivery')
      const fee = page.locator('input[inputmode=decimal]').first()
      expect(await fee.inputValue()).to.equal('1.90')
      const language = page.getByRole('combobox').first()
      await language.selectOption('sk')
      await page.getByRole('heading', { level: 2, name: 'Doručenie' }).waitFor()
      await until(async () => (await fee.inputValue()) === '1,90', 'the comma is there')
      for (const written of ['2,10', '2.10']) {
        await fee.fill(written)
        expect(await fee.inputValue()).to.equal('2,10')
      }
      await fee.fill('1,90')
      await language.selectOption('en')
      await page.getByRole('heading', { level: 2, name: 'Delivery' }).waitFor()
      expect(await fee.inputValue()).to.equal('1.90')
    })

    it('sets when the shop is open', async () => {
      await showPage('Opening hours')
      await page.getByLabel('Deliver only at certain hours').check()
      await page.getByLabel('Monday').fill('9:00–12:00; 13:00-25:00')
      await page.getByLabel('Sunday').fill('')
      await page.getByLabel('A day on which the shop is closed').fill('2031-12-25')
      await page.getByRole('group', { name: 'Closed on' }).getByRole('button', { name: 'Add' }).click()
      await page.getByText(/25 Dec 2031/).waitFor()
      await page.getByLabel('A day with other hours').fill('2031-12-24')
      await page.getByRole('group', { name: 'Days with other hours' }).getByRole('button', { name: 'Add' }).click()
      await save()
      await until(async () => (await page.getByLabel('Monday').getAttribute('aria-invalid')) === 'true', 'the fault is marked')
      await page.getByLabel('Monday').fill('9:00–12:00; 13:00-23:00')
      await saveAll()
      const { entry } = await settings()
      expect(entry.hours).to.deep.include({ mon: ['09:00-12:00', '13:00-23:00'], tue: ['00:00-24:00'] })
      expect(entry).to.deep.include({ closed: ['2031-12-25'], specialDays: { '2031-12-24': ['10:00-14:00'] } })
      await page.getByLabel('Deliver only at certain hours').uncheck()
      await save()
      await until(async () => (await settings()).entry.hours === undefined, 'the shop is always open')
    })

    it('draws where the shop delivers', async () => {
      const { areas } = (await settings()).entry
      const before = Array.isArray(areas) ? areas.length : 0
      await showPage('Delivery')
      await page.getByRole('button', { name: 'Add a circle around the shop' }).click()
      await page.getByLabel('Radius (km)').last().fill('1.5')
      await page.getByRole('button', { name: 'Draw an area on the map' }).click()
      const map = page.getByRole('application', { name: 'Map of the areas' })
      const corners = page.locator('.area-corner')
      for (const [x, y] of [
        [240, 90],
        [420, 110],
        [400, 260],
        [300, 180],
      ]) {
        const count = await corners.count()
        await map.click({ position: { x: x ?? 0, y: y ?? 0 } })
        await until(async () => (await corners.count()) === count + 1, 'the corner is there')
      }
      await page.getByLabel('Corner 1', { exact: true }).focus()
      await page.keyboard.press('Delete')
      await until(async () => (await corners.count()) === 3, 'a corner is gone')
      await page.getByLabel('Delivery fee (EUR)').last().fill('0,50')
      await saveAll()
      const saved = (await settings()).entry.areas
      if (!Array.isArray(saved)) throw new Error('there are no areas')
      expect(saved).to.have.length(before + 2)
      expect(saved.at(-2)).to.deep.include({ radius: 1.5 })
      expect(saved.at(-1).fee).to.equal('0.50')
      expect(saved.at(-1).polygon).to.have.length(3)
      await inspect(page, 'office-areas')
    })

    it('keeps what a colleague has changed on another page, and asks where both have changed the same', async () => {
      await showPage('Tips')
      await page.getByLabel('Customers can tip the courier').check()
      await page.getByLabel('Suggested percentages').fill('10, 20')
      const change = async (fields: object) => {
        const { entry, etag } = await settings()
        await colleague.request('shop:save', { requestId: randomUUID(), entry: { ...entry, ...fields }, etag })
      }
      await change({ taxRate: '7' })
      await saveAll()
      const { entry } = await settings()
      expect(entry).to.include({ taxRate: '7' })
      expect(entry.tips).to.deep.include({ percents: [10, 20], maximumPercent: 100 })

      await showPage('Taxes and seller')
      await page.getByLabel('Tax rate included in the prices (%)').fill('9')
      await change({ taxRate: '8' })
      await save()
      await page.getByRole('button', { name: 'Keep mine' }).click()
      await saveAll()
      expect((await settings()).entry.taxRate).to.equal('9')
    })
  })
})
