import { expect } from 'chai'
import type { Locator, Page } from 'playwright-core'
import { inspect } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import type { Client } from '../support/client.ts'
import { connectCustomer, makePerson, type Person } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { dishNamed, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('the lists of a customer', () => {
  const frame = browserFrame({ DEMO: '1' })
  let page: Page
  let customer: Person
  let client: Client<'/'>

  beforeEach(async () => {
    page = (await frame.visit()).page
    customer = await makePerson(frame.gateway.database)
    client = await connectCustomer(frame.gateway, customer.token)
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${customer.token}')`)
  })
  afterEach(() => client.socket.disconnect())

  /** Orders the dishes, one of each. */
  const order = async (...names: string[]) => {
    const ids = await Promise.all(names.map(async (name) => (await dishNamed(frame.gateway, name)).id))
    const items = ids.map((productId) => ({ productId, quantity: 1 }))
    return (await client.request('order:place', placement(ids[0] ?? '', { items }))).order
  }
  const end = async (orderId: string, status: 'delivered' | 'cancelled') => {
    if (status === 'cancelled') await client.request('order:cancel', { requestId: crypto.randomUUID(), orderId, reason: 'other' })
    else await frame.gateway.database.query("update orders set status = 'delivered', delivered_at = now() where id = $1", [orderId])
  }
  const show = async (hash: string, heading: string) => {
    await page.goto('about:blank')
    await page.goto(`/#/${hash}`)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
  }
  const boxOf = async (part: Locator) => {
    const box = await part.boundingBox()
    if (!box) throw new Error('it is not shown')
    return box
  }
  const switchDish = async (name: string, available: boolean) => {
    await frame.gateway.database.query('update products set available = $2 where name = $1', [name, available])
    const { id: productId } = await dishNamed(frame.gateway, name)
    const isSwitched = async () => (await client.request('menu:get', { productId })).product.available === available
    await until(isSwitched, 'the menu has the change')
  }

  it('shows orders by their dishes, and filters those that have ended', async () => {
    await end((await order('Garlic soup', 'Greek salad', 'Beef burger', 'Pizza Tonno')).id, 'cancelled')
    await end((await order('Greek salad')).id, 'delivered')
    await show('orders', 'Your orders')
    const rows = page.locator('.orders strong')
    await page.getByText('Garlic soup, Greek salad, Beef burger and 1 more').waitFor()
    expect(await rows.allInnerTexts()).to.deep.equal(['Greek salad', 'Garlic soup, Greek salad, Beef burger and 1 more'])
    await inspect(page, 'orders-by-dishes')
    await page.getByLabel('Not delivered').check({ force: true })
    await page.getByText('Greek salad', { exact: true }).waitFor({ state: 'detached' })
    await page.getByText('Garlic soup, Greek salad').waitFor()
    await page.getByLabel('Delivered', { exact: true }).check({ force: true })
    await page.getByText('Garlic soup, Greek salad').waitFor({ state: 'detached' })
    await page.getByText('Greek salad', { exact: true }).waitFor()
  })

  it('shows the orders of a period', async () => {
    await end((await order('Greek salad')).id, 'delivered')
    await frame.gateway.database.query("update orders set placed_at = placed_at - interval '100 days' where account_id = $1", [customer.id])
    await show('orders', 'Your orders')
    await page.getByText('Greek salad', { exact: true }).waitFor()
    await page.getByLabel('Last 30 days').check({ force: true })
    await page.getByText('No orders match.').waitFor()
    await page.getByLabel('Last 365 days').check({ force: true })
    await page.getByText('Greek salad', { exact: true }).waitFor()
  })

  it('fills the basket with an earlier order to look at, and says what can no longer be ordered', async () => {
    await end((await order('Garlic soup', 'Greek salad')).id, 'delivered')
    await switchDish('Garlic soup', false)
    await show('orders', 'Your orders')
    await page.getByRole('button', { name: 'Order again: Garlic soup, Greek salad' }).click()
    await page.getByRole('heading', { level: 1, name: 'Your basket' }).waitFor()
    await page.getByText('Not available right now: Garlic soup').waitFor()
    expect(await page.locator('.lines strong').allInnerTexts()).to.deep.equal(['Greek salad'])
    await switchDish('Garlic soup', true)
    expect(await frame.gateway.database.query('select id from orders where account_id = $1', [customer.id])).to.have.length(1)
  })

  it('orders a favourite of an account that has neither an address nor a preferred payment method', async () => {
    const { id } = await order('Greek salad')
    await client.request('favorite:save', { name: 'On Sundays', orderId: id })
    await show('favorites', 'Favourites')
    await page.getByRole('button', { name: /^Order again · €[\d.]+: On Sundays$/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Your basket' }).waitFor()
    expect(await page.locator('.lines strong').allInnerTexts()).to.deep.equal(['Greek salad'])
  })

  it('names what is left out of a dish, also when something else was searched for', async () => {
    const { id: productId } = await dishNamed(frame.gateway, 'Greek salad')
    const { product } = await client.request('menu:get', { productId })
    const left = product.ingredients.find(({ removable }) => removable)
    if (!left) throw new Error('nothing can be left out')
    const items = [{ productId, quantity: 1, exclude: [left.id] }]
    const { order: placed } = await client.request('order:place', placement(productId, { items }))
    await page.goto('/')
    await page.getByRole('heading', { name: 'Drinks' }).waitFor()
    await page.getByRole('searchbox').fill('soup')
    await page.getByRole('heading', { name: 'Salads & bowls' }).waitFor({ state: 'detached' })
    await page.goto(`/#/order/${placed.id}`)
    await page.locator('.items small', { hasText: left.name }).waitFor()
  })

  it('removes a favourite by the cross beside its name, however long that is', async () => {
    const { id } = await order('Greek salad')
    await client.request('favorite:save', { name: 'A very long name '.repeat(5).trim(), orderId: id })
    await page.setViewportSize({ width: 390, height: 844 })
    await show('favorites', 'Favourites')
    const [name, cross] = [page.locator('.cards h2'), page.getByRole('button', { name: /^Remove/ })]
    await cross.waitFor()
    const [{ x, y, width }, box] = await Promise.all([boxOf(name), boxOf(cross)])
    expect(box.x, 'beside it').to.be.at.least(x + width)
    expect(box.y - y, 'at its first line').to.be.below(20)
    await inspect(page, 'favorite-long-name')
    await cross.click()
    await page.getByText('No favourites yet').waitFor()
  })

  it('offers the addresses of the last orders, the last three, which are not in the address book', async () => {
    await client.request('account:update', { addresses: [{ address: 'Doma 1' }] })
    const { id: productId } = await dishNamed(frame.gateway, 'Greek salad')
    const location = { lat: 48.16, lng: 17.12 }
    for (const address of ['Prvá 1', 'Druhá 2', 'Tretia 3', 'Doma 1', 'Štvrtá 4', 'Tretia 3'])
      await end((await client.request('order:place', placement(productId, { delivery: { address, location } }))).order.id, 'delivered')
    await show('orders', 'Your orders')
    await page.getByRole('button', { name: 'Order again: Greek salad' }).first().click()
    const places = page.locator('label.option:has(input[name=place])')
    await places.nth(4).waitFor()
    const seen = (await places.allInnerTexts()).map((text) => text.split('\n')[0])
    expect(seen).to.deep.equal(['Doma 1', 'Tretia 3', 'Štvrtá 4', 'Druhá 2', 'Another address'])
    expect(await page.getByLabel('Tretia 3').isChecked(), 'that of the order to repeat').to.equal(true)
    await inspect(page, 'checkout-recent-places')
    await page.getByLabel('Štvrtá 4').check()
    await page.getByRole('button', { name: 'Order for' }).click()
    await page.locator('p.status', { hasText: 'We have your order' }).waitFor()
    const [placed] = (await client.request('order:pending', {})).orders
    expect(placed?.delivery).to.deep.include({ address: 'Štvrtá 4', location })
  })

  it('leads on from lists that are empty', async () => {
    for (const [hash, heading, empty, step, leadsTo] of [
      ['orders', 'Your orders', 'No orders yet', 'Go to the menu', 'What would you like?'],
      ['favorites', 'Favourites', 'No favourites yet', 'All your orders', 'Your orders'],
      ['inbox', 'Messages', 'No messages', 'Go to the menu', 'What would you like?'],
      ['statistics', 'Statistics', 'No orders in this period', 'Go to the menu', 'What would you like?'],
    ] as const) {
      await show(hash, heading)
      await page.getByText(empty, { exact: true }).waitFor()
      await inspect(page, `empty-${hash}`)
      await page.getByRole('button', { name: step }).click()
      await page.getByRole('heading', { level: 1, name: leadsTo }).waitFor()
    }
  })

  it('lets people choose the language before they sign in, and keeps it', async () => {
    await page.evaluate('localStorage.clear()')
    await page.goto('/#/sign-in')
    await page.getByRole('button', { name: 'Slovenčina' }).click()
    await page.getByRole('heading', { level: 1, name: 'Prihlásiť sa' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Prihlásiť sa' }).waitFor()
    await inspect(page, 'sign-in-sk')
  })
})
