import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, type Visitor, visit } from '../support/browser.ts'
import { connectCustomer, connectNewStaff, makePerson, type Person, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

/** Keeps the requests of an event back until `release`. */
const holdBack = async (pages: readonly Page[], event: string) => {
  const held: (() => void)[] = []
  let released = false
  for (const page of pages) {
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (released || !String(message).includes(`"${event}"`)) server.send(message)
        else held.push(() => server.send(message))
      })
      server.onMessage((message) => socket.send(message))
    })
  }
  return {
    held,
    release: () => {
      released = true
      for (const send of held) send()
    },
  }
}

/** From now on the tab does not hear what other tabs store. */
const deafen = (page: Page) => page.addInitScript("addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")

describeWith('chromium')('two tabs of a customer', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let customer: Person
  let tabs: [Page, Page]

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
    customer = await makePerson(gateway.database)
    await gateway.database.query("update accounts set address = 'Hlavná 1' where id = $1", [customer.id])
    tabs = [visitor.page, await visitor.secondTab()]
  })
  afterEach(async () => {
    await visitor.leave()
    expect(visitor.complaints).to.deep.equal([])
  })

  /** Signs in, and opens the same basket in both tabs. */
  const openBasket = async () => {
    const [first, second] = tabs
    await first.goto('/favicon.svg')
    await first.evaluate(`localStorage.setItem('token', '${customer.token}')`)
    await first.goto('/')
    // it moves the dishes when it comes
    await first.getByRole('heading', { name: 'For you' }).waitFor()
    await first.getByRole('button', { name: 'Greek salad', exact: true }).first().click()
    await first.getByRole('button', { name: 'Add for' }).click()
    for (const tab of [first, second]) {
      await tab.goto('/#/basket')
      await tab.getByText('Arrives between').waitFor()
    }
  }
  const order = (tab: Page) => tab.getByRole('button', { name: 'Order for' }).click()
  const placed = () => gateway.database.query<{ id: string }>('select id from orders where account_id = $1', [customer.id])
  const showsOrder = (tab: Page) => tab.locator('p.status', { hasText: 'We have your order' }).waitFor()

  it('order once when Order is pressed in both at the same time', async () => {
    const { held, release } = await holdBack(tabs, 'order:place')
    await openBasket()
    await Promise.all(tabs.map(order))
    await until(() => held.length === 2, 'both tabs have sent the order')
    release()
    await Promise.all(tabs.map(showsOrder))
    expect(await placed()).to.have.length(1)
  })

  it('order once when one of them has not heard yet that the other has ordered', async () => {
    await deafen(tabs[1])
    await openBasket()
    await order(tabs[0])
    await showsOrder(tabs[0])
    await tabs[1].bringToFront()
    await order(tabs[1])
    await showsOrder(tabs[1])
    expect(await placed()).to.have.length(1)
  })

  it('order once although the address in one of them is another, and show what was ordered', async () => {
    const { held, release } = await holdBack(tabs, 'order:place')
    await openBasket()
    await tabs[1].getByLabel('Another address').check()
    await tabs[1].locator('input[name=address]').fill('Vedľajšia 2')
    await Promise.all(tabs.map(order))
    await until(() => held.length === 2, 'both tabs have sent the order')
    release()
    await Promise.all(tabs.map(showsOrder))
    expect(await placed()).to.have.length(1)
    for (const tab of tabs) {
      await tab.goto('/#/basket')
      await tab.getByText('Your basket is empty.').waitFor()
    }
  })

  it('keep every diet that is ticked before the first one is saved', async () => {
    const [tab] = tabs
    const { held, release } = await holdBack([tab], 'account:update')
    await openBasket()
    await tab.goto('/#/account')
    const diet = (name: string) => tab.getByLabel(name, { exact: true })
    await diet('vegan').check()
    await until(() => held.length === 1, 'the first is on its way')
    await diet('vegetarian').check()
    release()
    const stored = async () =>
      (
        await gateway.database.query<{ diets: string[] }>('select dietary_restrictions as diets from accounts where id = $1', [customer.id])
      )[0]?.diets.toSorted()
    await until(async () => (await stored())?.length === 2, 'both are stored')
    expect(await stored()).to.deep.equal(['vegan', 'vegetarian'])
    for (const name of ['vegan', 'vegetarian']) expect(await diet(name).isChecked(), name).to.equal(true)
  })

  it('remove every address whose cross is pressed before the first one is gone', async () => {
    const [tab] = tabs
    const { held, release } = await holdBack([tab], 'account:update')
    const device = await connectCustomer(gateway, customer.token)
    await device.request('account:update', { addresses: ['Doma 1', 'Práca 2', 'Chata 3'].map((address) => ({ address })) })
    await openBasket()
    await tab.goto('/#/account')
    const remove = (address: string) => tab.getByRole('button', { name: `Remove ${address}` }).click()
    await remove('Práca 2')
    await until(() => held.length === 1, 'the first is on its way')
    await remove('Chata 3')
    release()
    const left = async () => (await device.request('account:get', {})).account.addresses.map(({ address }) => address)
    await until(async () => (await left()).join() === 'Doma 1', 'both are gone')
    device.close()
  })

  it('order the same dishes again when the customer asks for them again', async () => {
    await openBasket()
    await order(tabs[0])
    await showsOrder(tabs[0])
    await tabs[1].getByText('Your basket is empty.').waitFor()
    await openBasket()
    await order(tabs[1])
    await showsOrder(tabs[1])
    expect(await placed()).to.have.length(2)
  })

  it('show what the other has changed: the language, the diets, what was read and the favourites', async () => {
    const [first, second] = tabs
    await openBasket()
    await order(first)
    await showsOrder(first)
    const warehouse = await connectNewStaff(gateway, 'warehouse')
    const badge = (tab: Page) => tab.getByRole('link', { name: 'Messages' }).locator('.badge')
    const confirm = async () => {
      for (const { id } of await placed()) await advance(warehouse, id, 'confirmed').catch(() => undefined)
    }
    const [placedOrder] = await placed()
    for (const tab of tabs) await tab.goto('/#/basket')
    await confirm()
    for (const tab of tabs) await badge(tab).waitFor()
    await first.goto(`/#/order/${placedOrder?.id}`)
    for (const tab of tabs) await badge(tab).waitFor({ state: 'detached' })
    await second.goto('/#/favorites')
    await second.getByText('No favourites yet').waitFor()
    await first.getByRole('button', { name: 'Save as a favourite' }).click()
    await first.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await second.getByRole('heading', { name: 'Greek salad' }).waitFor()

    const device = await connectCustomer(gateway, customer.token)
    await device.request('order:place', placement((await anyDish(gateway)).id))
    await confirm()
    device.close()
    warehouse.client.socket.disconnect()
    await Promise.all(tabs.map((tab) => tab.goto('/#/inbox')))
    for (const tab of tabs) await tab.getByRole('button', { name: 'Mark all as read' }).waitFor()
    await first.getByRole('button', { name: 'Mark all as read' }).click()
    await second.getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'detached' })

    await Promise.all(tabs.map((tab) => tab.goto('/#/account')))
    await second.getByLabel('vegan', { exact: true }).waitFor()
    await first.getByLabel('vegan', { exact: true }).check()
    await until(() => second.getByLabel('vegan', { exact: true }).isChecked(), 'the other tab shows the diet')
    // what is half entered stays, the rest follows
    await second.getByLabel('Phone').fill('+421 900')
    await first.getByLabel('Name', { exact: true }).fill('Jana Nová')
    await first.getByRole('button', { name: 'Save' }).first().click()
    await until(async () => (await second.getByLabel('Name', { exact: true }).inputValue()) === 'Jana Nová', 'the other tab shows the name')
    expect(await second.getByLabel('Phone').inputValue()).to.equal('+421 900')
    await second.getByLabel('Phone').fill('+421 900 123 456')
    await second.getByRole('button', { name: 'Save' }).first().click()
    await until(async () => (await first.getByLabel('Phone').inputValue()) === '+421 900 123 456', 'the first tab shows the number')

    await first.getByLabel('Language').selectOption('Slovenčina')
    await first.getByRole('button', { name: 'Save' }).first().click()
    await second.getByRole('heading', { level: 1, name: 'Váš účet' }).waitFor()
  })

  it('keep what is entered while the form is being saved', async () => {
    const [, tab] = tabs
    const { held, release } = await holdBack([tab], 'account:update')
    const device = await connectCustomer(gateway, customer.token)
    await openBasket()
    await tab.goto('/#/account')
    const name = tab.getByLabel('Name', { exact: true })
    const save = tab.getByRole('form', { name: 'Your details' }).getByRole('button', { name: 'Save' })
    const stored = async () => (await device.request('account:get', {})).account.name
    await name.fill('Jana')
    await tab.getByLabel('Phone').fill('0900 123 456')
    await save.click()
    await until(() => held.length === 1, 'the form is on its way')
    await name.fill('Jana Nová')
    await tab.getByLabel('Phone').fill('0900 123 457')
    release()
    await until(async () => (await stored()) === 'Jana', 'the form is saved')
    await device.request('account:update', { dietaryRestrictions: ['vegan'] })
    await until(() => tab.getByLabel('vegan', { exact: true }).isChecked(), 'the tab shows what another device has changed')
    expect(await name.inputValue()).to.equal('Jana Nová')
    expect(await tab.getByLabel('Phone').inputValue()).to.equal('0900 123 457')
    await save.click()
    await until(async () => (await stored()) === 'Jana Nová', 'the rest is saved too')
    device.close()
  })

  it('keep a half-filled order when the other changes the account, and show the recommendations in its language', async () => {
    const [first, second] = tabs
    await openBasket()
    await second.getByLabel('Another address').check()
    await second.locator('input[name=address]').fill('Vedľajš')
    await second.getByLabel('Door code and instructions').fill('Ring tw')
    await first.goto('/#/account')
    await first.getByText('Add an address').click()
    const adding = first.getByRole('form', { name: 'Add an address' })
    await adding.getByLabel('Address', { exact: true }).fill('Nová 3')
    await adding.getByRole('button', { name: 'Save' }).click()
    await second.getByLabel('Nová 3').waitFor()
    expect(await second.locator('input[name=address]').inputValue()).to.equal('Vedľajš')
    await second.goto('/')
    const recommended = second.locator('section', { has: second.getByRole('heading', { name: /For you|Pre vás/ }) }).locator('h3')
    await recommended.first().waitFor()
    const before = await recommended.allInnerTexts()
    await first.getByLabel('Language').selectOption('Slovenčina')
    await first.getByRole('button', { name: 'Save' }).first().click()
    await second.getByRole('heading', { name: 'Pre vás' }).waitFor()
    await until(async () => (await recommended.allInnerTexts()).every((name) => !before.includes(name)), 'their names are Slovak')
    await second.goto('/#/basket')
    await until(async () => (await second.locator('input[name=address]').inputValue()) === 'Vedľajš', 'the address is still there')
  })
})
