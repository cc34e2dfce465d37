import { expect } from 'chai'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Account, Order, Product } from '../../src/contract/index.ts'
import { inspect, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { localTime } from '../support/calendar.ts'
import {
  arrive,
  connectCustomer,
  connectGuest,
  connectNewStaff,
  makePerson,
  type Person,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { type FakeNominatim, startNominatim } from '../support/nominatim.ts'
import { dishNamed, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

type Settings = Partial<Pick<Account, 'dietaryRestrictions' | 'timeZone' | 'locale'>> & {
  addresses?: { label?: string; address: string; location?: { lat: number; lng: number } }[]
}

type Box = Record<'left' | 'right' | 'top' | 'bottom', number>

const minuteMs = 60_000
const home = { label: 'Home', address: 'Hlavná 1, Bratislava', location: { lat: 48.1449, lng: 17.1127 } }
const work = { label: 'Work', address: 'Mlynské nivy 5, Bratislava' }

describeWith('chromium')('the order form', () => {
  let nominatim: FakeNominatim
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let person: Person
  let products: Product[]

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    nominatim = await startNominatim()
    gateway = await startTestGateway({ env: { DEMO: '1', GEOCODER_URL: nominatim.url } })
    const guest = await connectGuest(gateway)
    products = (await guest.request('menu:list', { limit: 100 })).products
    guest.close()
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
    nominatim.stop()
  })
  afterEach(async () => {
    await gateway.database.query('update store set limits = default, orders_per_quarter_hour = null, delivers_elsewhere = true')
    await gateway.database.query('update areas set retired_at = null, minimum = 0')
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  /** Opens the form for a new customer, with these dishes in the basket. */
  const open = async (dishes: readonly string[], settings: Settings = {}, habits: Parameters<typeof visit>[2] = {}): Promise<Page> => {
    visitor = await visit(browser, gateway.url, habits)
    person = await makePerson(gateway.database)
    const client = await connectCustomer(gateway, person.token)
    await client.request('account:update', { locale: 'en', ...settings })
    client.close()
    const lines = dishes.map((name) => ({ product: products.find((dish) => dish.name === name), quantity: 1, exclude: [], note: '' }))
    const { page } = visitor
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${person.token}')`)
    await page.evaluate(`localStorage.setItem('basket', JSON.stringify(${JSON.stringify(lines)}))`)
    await page.goto('/#/basket')
    await page.locator('.sums .total').first().waitFor()
    return page
  }

  const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
  const order = (page: Page) => button(page, 'Order for').click()
  const conflicts = (page: Page) => page.getByRole('group', { name: /you avoid|does not fit/i })
  const line = (page: Page, dish: string): Locator => page.locator('.lines > li', { hasText: dish })
  const placed = async (): Promise<Order> => {
    const client = await connectCustomer(gateway, person.token)
    const first = await until(async () => (await client.request('order:list', {})).orders[0], 'the order is placed')
    client.close()
    if (!first) throw new Error('there is no order')
    return first
  }

  it('looks right on a phone and a large screen', async () => {
    const page = await open(['Tofu pad thai', 'Garlic soup'], {
      addresses: [home, work],
      dietaryRestrictions: ['peanuts', 'soybeans'],
    })
    await conflicts(page).first().waitFor()
    await page.getByLabel('Schedule for later').check()
    await inspect(page, 'checkout')
  })

  describe('the address', () => {
    it('is one of the address book, with its pin; the note for the courier goes with the order', async () => {
      const page = await open(['Garlic soup'], { addresses: [home, work] })
      expect(await page.getByRole('radio', { name: 'Home' }).isChecked()).to.equal(true)
      await page.locator('.pin-choice .pin-home').waitFor()
      await page.getByLabel('Work').check()
      await page.locator('.pin-choice .map').waitFor({ state: 'detached' })
      await page.getByLabel('Door code and instructions').fill('1234, third floor\nThe bell is broken.')
      await order(page)
      const { delivery, note } = await placed()
      expect(delivery.address).to.equal(work.address)
      expect(delivery.location).to.equal(undefined)
      expect(note).to.equal('1234, third floor\nThe bell is broken.')
    })

    it('is another one, whose pin the customer puts with the arrow keys; typing leaves the pin where it is', async () => {
      const page = await open(['Garlic soup'], { addresses: [home] })
      await page.getByLabel('Another address').check()
      await button(page, 'Put a pin on the map').click()
      const map = page.getByRole('application')
      await map.locator('.leaflet-control-zoom').waitFor()
      await map.focus()
      await page.keyboard.press('ArrowRight')
      await until(
        () => map.locator('.leaflet-map-pane').evaluate((pane) => /-\d+px/.test(pane.getAttribute('style') ?? '')),
        'the map has moved',
      )
      await button(page, 'Put the pin here').click()
      await page.locator('.pin-choice .pin-home').waitFor()
      await page.locator('input[name=address]').fill('Hlavná 2, Bratislava')
      await order(page)
      const { delivery } = await placed()
      expect(delivery.address).to.equal('Hlavná 2, Bratislava')
      expect(delivery.location?.lat).to.be.closeTo(home.location.lat, 1e-4)
      expect((delivery.location?.lng ?? 0) - home.location.lng).to.be.within(1e-4, 1e-2)
    })

    it('is found by its words, chosen with the keys or a tap, and its place is that of the pin', async () => {
      const page = await open(['Garlic soup'], { addresses: [home] })
      await page.getByLabel('Another address').check()
      const field = page.getByRole('combobox', { name: 'Address' })
      await field.fill('Dunajská 4')
      await field.press('Enter')
      const found = page.getByRole('option', { name: 'Dunajská 4, Staré Mesto' })
      await found.waitFor()
      expect(await field.getAttribute('aria-activedescendant')).to.equal(await found.getAttribute('id'))
      await inspect(page, 'address-search')
      await field.press('Escape')
      await found.waitFor({ state: 'hidden' })
      await field.press('ArrowDown')
      await found.waitFor()
      await field.press('Enter')
      await page.locator('.pin-choice .pin-home').waitFor()
      expect(await field.inputValue()).to.match(/^Dunajská 4, Staré Mesto/)

      await field.fill('Obchodná 2')
      await button(page, 'Find the address').click()
      await page.getByRole('option', { name: 'Obchodná 2, Staré Mesto' }).click()
      await order(page)
      const { delivery } = await placed()
      expect(delivery).to.deep.include({
        address: 'Obchodná 2, Staré Mesto, Bratislava, Slovensko',
        location: { lat: 48.1449, lng: 17.1127 },
      })
    })

    it('takes the position of the device for the pin, and no pin if the customer removes it', async () => {
      const page = await open(['Garlic soup'], {}, { at: { latitude: 48.2, longitude: 17.2 } })
      await page.locator('input[name=address]').fill('Somewhere 3')
      await button(page, 'Put a pin on the map').click()
      await button(page, 'Use my location').click()
      await page.locator('.pin-place .leaflet-control-zoom').waitFor()
      await button(page, 'Put the pin here').click()
      await page.locator('.pin-choice .pin-home').waitFor()
      await button(page, 'Remove the pin').click()
      await page.locator('.pin-choice .map').waitFor({ state: 'detached' })
      await order(page)
      expect((await placed()).delivery.location).to.equal(undefined)
    })
  })

  describe('where the shop delivers', () => {
    /** Only the old town, in which the address search finds everything. */
    const deliverToTheOldTown = async () => {
      await gateway.database.query("update areas set retired_at = now() where code <> 'old-town'")
      await gateway.database.query("update areas set minimum = 1000, free_from = null where code = 'old-town'")
      await gateway.database.query('update store set delivers_elsewhere = false, settings_version = settings_version + 1')
      const guest = await connectGuest(gateway)
      const isKnown = async () => {
        const { areas, deliversElsewhere } = await guest.request('shop:get', {})
        return areas.length === 1 && !deliversElsewhere
      }
      await until(isKnown, 'the gateway knows the area')
      guest.close()
    }

    it('is on the map, which says at once whether a place is inside, for how much, and what is missing', async () => {
      await deliverToTheOldTown()
      const page = await open(['Garlic soup'], {}, { at: { latitude: 48.3, longitude: 17.3 } })
      const where = page.locator('fieldset', { hasText: 'Where should we deliver?' })
      await where.getByText('Put a pin on the map, so that we can see').waitFor()
      await button(page, 'One thing to settle first').waitFor()
      expect(await page.locator('.sums').innerText()).to.include('depends on the address')

      await button(page, 'Put a pin on the map').click()
      const dialog = page.getByRole('dialog')
      await dialog.locator('.area').first().waitFor()
      await dialog.locator('.area-name', { hasText: 'Old Town' }).waitFor()
      await dialog.locator('.spot', { hasText: 'Old Town. Delivery: €1.90.' }).waitFor()
      await button(page, 'Use my location').click()
      await dialog.locator('.spot', { hasText: /do not deliver there yet. Our nearest area, Old Town, is \d/ }).waitFor()
      const field = dialog.getByRole('combobox', { name: 'Address' })
      await field.fill('Dunajská 4')
      await field.press('Enter')
      await page.getByRole('option', { name: 'Dunajská 4' }).waitFor()
      await field.press('Enter')
      await dialog.locator('.spot', { hasText: 'Old Town. Delivery: €1.90. Add €5.10 more: the minimum order there is €10.00.' }).waitFor()
      await inspect(page, 'areas')
      await button(page, 'Put the pin here').click()

      await where.getByText('Old Town. Delivery: €1.90.').waitFor()
      expect(await page.locator('input[name=address]').inputValue()).to.match(/^Dunajská 4, Staré Mesto/)
      await page.locator('.summary').getByText('Add €5.10 more: the minimum order there is €10.00.').waitFor()
      await button(page, 'One thing to settle first').waitFor()
      for (let n = 0; n < 2; n += 1) await line(page, 'Garlic soup').getByRole('button', { name: 'One more' }).click()
      await order(page)
      expect(await placed()).to.deep.include({ area: { code: 'old-town', name: 'Old Town' } })
    })

    it('is written on the map only where there is room for it', async () => {
      const page = await open(['Garlic soup'])
      await button(page, 'Put a pin on the map').click()
      const area = page.getByRole('dialog').locator('.area').first()
      await area.waitFor()
      const shown = () =>
        page.evaluate<Box[]>(`[...document.querySelectorAll('.area-name')]
          .filter((name) => getComputedStyle(name).visibility === 'visible').map((name) => name.getBoundingClientRect().toJSON())`)
      const cover = (one: Box, other: Box) =>
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
      const areApart = async () => {
        const names = await shown()
        return names.every((name, n) => names.slice(n + 1).every((other) => !cover(name, other)))
      }
      await until(async () => (await shown()).length > 0, 'there are names')
      await until(areApart, 'no name covers another one')
      const width = async () => (await area.boundingBox())?.width ?? 0
      for (let n = 0; n < 2; n += 1) {
        // Leaflet ignores the button as long as the map moves
        await page.locator('.leaflet-zoom-anim').waitFor({ state: 'detached' })
        const before = await width()
        await button(page, 'Zoom out').click()
        await until(async () => (await width()) < before * 0.6, 'the map shows more')
        await until(areApart, 'no name covers another one')
      }
    })

    it('is said beside the address where it lies outside', async () => {
      await deliverToTheOldTown()
      const page = await open(['Garlic soup'], { addresses: [{ ...home, location: { lat: 48.2, lng: 17.2 } }] })
      await page.locator('.pin-choice').getByText('We do not deliver there yet.').waitFor()
      await button(page, 'One thing to settle first').click()
      expect(await page.evaluate('document.activeElement.textContent')).to.include('We do not deliver there yet.')
    })
  })

  describe('the time', () => {
    /** Chooses the day with this index, or leaves the first one; returns the time that the form chooses. */
    const later = async (page: Page, index?: number, timeZone = 'UTC') => {
      const [day, at] = [page.locator('select[name=day]'), page.locator('select[name=at]')]
      await page.getByLabel('Schedule for later').check()
      await until(async () => (await at.inputValue()) !== '', 'the form has a time')
      if (index !== undefined) await day.selectOption({ index })
      const isOfDay = async () => {
        const [date, time] = [await day.inputValue(), await at.inputValue()]
        return time !== '' && new Intl.DateTimeFormat('sv', { timeZone }).format(new Date(time)) === date ? time : ''
      }
      return until(isOfDay, 'the form has a time of that day')
    }

    it('is chosen in steps of 15 minutes, in the time zone of the account, which the form names', async () => {
      const page = await open(['Garlic soup'], { addresses: [home], timeZone: 'America/New_York' })
      await page.getByText('Time zone: New York (Eastern Time)').waitFor()
      const chosen = await later(page, 2, 'America/New_York')
      await page.locator('select[name=at]').selectOption('18:30')
      const at = await page.locator('select[name=at]').inputValue()
      expect(localTime(Date.parse(at), 'America/New_York').date).to.equal(localTime(Date.parse(chosen), 'America/New_York').date)
      const zone = { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
      expect(new Intl.DateTimeFormat('en', zone).format(new Date(at))).to.equal('18:30')
      await order(page)
      expect((await placed()).delivery.at).to.equal(at)
    })

    it('stays as it was chosen, whatever key is pressed, and after a reload', async () => {
      const page = await open(['Garlic soup'], { addresses: [home] })
      const at = await later(page, 1)
      for (const key of ['Backspace', 'Delete', 'Escape']) await page.locator('select[name=at]').press(key)
      await page.reload()
      await page.locator('.eta').waitFor()
      expect(await page.getByLabel('Schedule for later').isChecked()).to.equal(true)
      expect(await page.locator('select[name=at]').inputValue()).to.equal(at)
      await order(page)
      expect((await placed()).delivery.at).to.equal(at)
    })

    it('that has passed meanwhile is still chosen, and the form asks for another one', async () => {
      const page = await open(['Garlic soup'], { addresses: [home] })
      const at = await later(page)
      // the page was left open, or laid aside, until the time was over
      await page.evaluate(
        `sessionStorage.setItem('checkout', sessionStorage.getItem('checkout').replace('${at}', '${new Date(Date.now() - 20 * minuteMs).toISOString()}'))`,
      )
      await page.reload()
      await page.getByText('This time has passed.').waitFor()
      expect(await page.getByLabel('Schedule for later').isChecked()).to.equal(true)
      await button(page, 'One thing to settle first').click()
      expect(await page.evaluate('document.activeElement.textContent')).to.include('This time has passed.')
    })
  })

  describe('a time that is full', () => {
    it('is shown as full and cannot be chosen; one that fills up meanwhile is settled with one tap', async () => {
      await gateway.database.query('update store set orders_per_quarter_hour = 1')
      const other = await arrive(gateway)
      const { id: productId } = await dishNamed(gateway, 'Garlic soup')
      const take = async (at: string) => {
        await other.client.request('order:place', placement(productId, { delivery: { address: 'Hlavná 3', at } }))
        const isFull = async () => {
          const { slots } = await other.client.request('slot:list', { date: at.slice(0, 10) })
          return slots.find(({ from }) => from === at)?.available === false
        }
        await until(isFull, 'the gateway knows that it is full')
      }
      const page = await open(['Garlic soup'], { addresses: [home] })
      const [day, at] = [page.locator('select[name=day]'), page.locator('select[name=at]')]
      await page.getByLabel('Schedule for later').check()
      await until(async () => (await at.inputValue()) !== '', 'the form has a time')
      await day.selectOption({ index: 2 })
      const noon = `${await day.inputValue()}T11:00:00.000Z`
      await at.locator(`option[value="${noon}"]`).waitFor({ state: 'attached' })
      await take(noon)
      await day.selectOption({ index: 3 })
      await at.locator(`option[value="${noon}"]`).waitFor({ state: 'detached' })
      await day.selectOption({ index: 2 })
      const full = at.locator(`option[value="${noon}"]:disabled`)
      await full.waitFor({ state: 'attached' })
      expect(await full.innerText()).to.match(/ · full$/)

      // at the end of a quarter of an hour, the page would ask again
      await page.clock.setFixedTime(Date.now())
      const [next, afterNext] = [1, 2].map((quarters) => new Date(Date.parse(noon) + quarters * 15 * minuteMs).toISOString())
      await at.selectOption(next ?? '')
      // asked any later, the gateway would say that the time is full before the customer orders
      await page.getByText(/^Arrives between .*11:10 and .*11:25$/).waitFor()
      await button(page, 'Order for').waitFor()
      await take(next ?? '')
      await order(page)
      await page.locator('fieldset', { hasText: 'When?' }).getByText('This time is full.').waitFor()
      await button(page, 'One thing to settle first').waitFor()
      await inspect(page, 'checkout-full')
      await button(page, /^Next: \d+:30$/).click()
      await until(async () => (await at.inputValue()) === afterNext, 'the next time is chosen')
      // said beside the time and beside the button, until both are gone
      await page.getByText('This time is full.').first().waitFor({ state: 'detached' })
      await order(page)
      expect((await placed()).delivery.at).to.equal(afterNext)
      await gateway.database.query('update store set orders_per_quarter_hour = null')
      const isFree = async () => {
        const { slots } = await other.client.request('slot:list', { date: noon.slice(0, 10) })
        return slots.find(({ from }) => from === noon)?.available === true
      }
      await until(isFree, 'the gateway knows that no time is full any more')
      other.client.close()
    })
  })

  describe('a conflict with what the customer does not eat', () => {
    it('is answered for itself: one ingredient left out with one tap, the other accepted', async () => {
      const page = await open(['Tofu pad thai'], { addresses: [home], dietaryRestrictions: ['peanuts', 'soybeans'] })
      await button(page, '2 things to settle first').waitFor()
      const dish = line(page, 'Tofu pad thai')
      expect(await dish.getByText('Contains:').innerText())
        .to.include('peanuts')
        .and.include('soy')
      await button(page, /^Leave out peanut/).click()
      await button(page, 'One thing to settle first').waitFor()
      expect(await dish.getByText('Contains:').innerText()).not.to.include('peanuts')
      expect(await dish.getByText(/^without /).innerText()).to.match(/peanut/)
      const soy = conflicts(page).filter({ hasText: 'soy' })
      await soy.getByLabel('I understand, order it anyway').check()
      await order(page)
      expect((await placed()).items[0]?.exclude).to.have.length(1)
    })

    it('is asked again for each dish, and no longer accepted when it is unticked', async () => {
      const page = await open(['Tofu pad thai', 'Beef burger'], { addresses: [home], dietaryRestrictions: ['gluten', 'soybeans'] })
      await line(page, 'Beef burger').locator('.conflict').first().waitFor()
      const all = await conflicts(page).all()
      expect(all.length).to.be.greaterThan(1)
      await button(page, `${all.length} things to settle first`).waitFor()
      for (const each of all) await each.getByRole('checkbox').check()
      await button(page, 'Order for').waitFor()
      await conflicts(page).first().getByRole('checkbox').uncheck()
      await button(page, 'One thing to settle first').waitFor()
    })
  })

  it('takes a promotion code and a tip: what is wrong with them is said at the field, and the total follows, after a reload too', async () => {
    const page = await open(['Greek salad', 'Beef burger'], { addresses: [home] })
    const sums = page.locator('.summary .sums')
    const priceOf = async () => (await button(page, 'Order for').innerText()).replace('Order for ', '')
    const plain = await priceOf()
    await page.getByText('Add a promotion code').click()
    const code = page.getByLabel('Promotion code')
    await code.fill('nothing')
    // Enter looks the code up, and does not order
    await code.press('Enter')
    await page.getByRole('alert').getByText('We do not know this code.').waitFor()
    await button(page, 'One thing to settle first').waitFor()
    await code.fill('vitaj te')
    await button(page, 'Apply').click()
    await sums.getByText('Discount: 20% off your first order').waitFor()
    await page.getByRole('status').getByText('VITAJTE').waitFor()

    await page.getByText('Other amount').click()
    const tip = page.getByLabel('Amount in EUR')
    await tip.fill('99')
    await page.getByText('Enter an amount, at most €20.60.').waitFor()
    await button(page, 'One thing to settle first').waitFor()
    await tip.fill('2,50')
    await sums.getByText('€2.50').waitFor()
    const total = await priceOf()
    expect(total).not.to.equal(plain)
    await page.reload()
    await until(async () => (await priceOf()) === total, 'the total is the same after a reload')
    await order(page)
    const placedOrder = await placed()
    expect(placedOrder.promotion?.code).to.equal('VITAJTE')
    expect(placedOrder.tip.amount).to.equal(250)
    expect(`€${(placedOrder.total.amount / 100).toFixed(2)}`).to.equal(total)
    const shown = page.locator('section', { hasText: 'Your order' }).locator('.sums')
    for (const label of ['Discount: 20% off your first order', 'Tip']) await shown.getByText(label).waitFor()

    // for the next order the form begins without them, and a code can be removed again
    await page.goto('/#/basket')
    expect(await page.evaluate("sessionStorage.getItem('checkout')")).not.to.include('vitaj')
    await visitor.leave()
    const other = await open(['Greek salad'], { addresses: [home], locale: 'sk' })
    await other.getByText('Pridať zľavový kód').click()
    await other.getByLabel('Zľavový kód').fill('VITAJTE')
    await button(other, 'Použiť').click()
    await other.getByText('Bez sprepitného').waitFor()
    await other.locator('.sums').getByText('Zľava: 20 % na prvú objednávku').waitFor()
    await button(other, 'Odstrániť kód').click()
    await until(async () => !(await other.locator('.sums').innerText()).includes('Zľava'), 'the discount is gone')
  })

  describe('what stands in the way', () => {
    it('is said at the dish: one that is sold out is removed with one tap', async () => {
      const page = await open(['Garlic soup', 'Greek salad'], { addresses: [home] })
      const kitchen = await connectNewStaff(gateway, 'kitchen')
      const { id: productId } = await dishNamed(gateway, 'Greek salad')
      await kitchen.client.request('menu:set_availability', { productId, available: false })
      await line(page, 'Greek salad').getByText('Sold out.').waitFor()
      await button(page, 'One thing to settle first').waitFor()
      await line(page, 'Greek salad').getByRole('button', { name: 'Remove from the basket' }).click()
      await button(page, 'Order for').waitFor()
      await kitchen.client.request('menu:set_availability', { productId, available: true })
      kitchen.client.close()
    })

    it('is said at the dish: one that is not served today', async () => {
      await gateway.database.query("update products set hours = '{}' where name = 'Tiramisu'")
      const { id: productId } = await dishNamed(gateway, 'Tiramisu')
      const guest = await connectGuest(gateway)
      await until(async () => (await guest.request('menu:get', { productId })).product.hours !== undefined, 'the menu has its hours')
      const { product } = await guest.request('menu:get', { productId })
      guest.close()
      products = [...products.filter(({ id }) => id !== productId), product]
      const page = await open(['Garlic soup', 'Tiramisu'], { addresses: [home] })
      await line(page, 'Tiramisu').getByText('Not today. Choose another time, or take it out.').waitFor()
      await gateway.database.query("update products set hours = null where name = 'Tiramisu'")
    })

    it('is said at the payment: an amount that is too high for cash', async () => {
      await gateway.database.query(`update store set limits = limits || '{"cashValue": 100, "newAccount": {"cashValue": 100}}'`)
      const other = await arrive(gateway)
      const { id: productId } = await dishNamed(gateway, 'Garlic soup')
      const { acceptDietaryConflicts, requestId, note, expectedTotal, ...content } = placement(productId)
      const isKnown = async () => (await other.client.request('order:quote', content)).obstacles.length > 0
      await until(isKnown, 'the gateway knows the new limit')
      other.client.close()
      const page = await open(['Garlic soup'], { addresses: [home] })
      await page.locator('fieldset', { hasText: 'How would you like to pay?' }).getByText('You can pay at most €1.00 in cash.').waitFor()
      await page.getByLabel('Card, online').check()
      await button(page, 'Order for').waitFor()
    })
  })

  it('keeps the button with the total in sight, on a phone and beside the form', async () => {
    const page = await open(['Garlic soup', 'Greek salad', 'Beef burger'], { addresses: [home, work] })
    for (const size of [
      { width: 390, height: 844 },
      { width: 1440, height: 700 },
    ]) {
      await page.setViewportSize(size)
      for (const end of [0, 10_000]) {
        await page.evaluate(`scrollTo(0, ${end})`)
        const box = await button(page, /^Order for €\d/).boundingBox()
        expect(box && box.y >= 0 && box.y + box.height <= size.height, `at ${size.width}, scrolled to ${end}`).to.equal(true)
      }
    }
  })
})
