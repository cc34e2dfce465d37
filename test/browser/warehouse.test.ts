import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { inspect, openBoard } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { moveToNoon } from '../support/calendar.ts'
import { arrive } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { advance, bring, dishNamed, placement, type Staff, staffOf } from '../support/orders.ts'

describeWith('chromium')('the warehouse and the figures of the day', () => {
  const frame = browserFrame()
  let staff: Staff

  before(async () => {
    staff = await staffOf(frame.gateway)
    await moveToNoon(frame.gateway.database)
  })

  const open = async (role: keyof Staff, tab: string): Promise<Page> => {
    const visitor = await frame.visit()
    await openBoard(visitor, staff[role], tab)
    return visitor.page
  }
  const order = async (dish: string, quantity = 1) => {
    const { id: productId } = await dishNamed(frame.gateway, dish)
    const { client } = await arrive(frame.gateway)
    return (await client.request('order:place', placement(productId, { items: [{ productId, quantity }] }))).order
  }
  const needed = (of: string, dish: string) =>
    frame.gateway.database.query<{ quantity: number }>(
      `select r.quantity::int as quantity from recipes r join products p on p.id = r.product_id join ingredients i on i.id = r.ingredient_id
       where p.name = $2 and i.name = $1`,
      [of, dish],
    )

  it('sees how much to pick of each ingredient for all orders, and ticks it off; a reload keeps the ticks', async () => {
    const [first, second] = [await order('Garlic soup', 2), await order('Garlic soup')]
    const page = await open('warehouse', 'picks')
    const [{ quantity } = { quantity: 0 }] = await needed('garlic', 'Garlic soup')
    const together = page.getByRole('region', { name: 'For all orders' }).getByRole('listitem').filter({ hasText: 'garlic' })
    await together.getByText(`${3 * quantity} `).waitFor()
    expect(await page.getByText('in the warehouse').count(), 'the stock is enough for all of them').to.equal(0)
    await inspect(page, 'staff-picks')

    const one = page.getByRole('article', { name: `Order ${first.number}`, exact: true }).getByLabel('garlic')
    await one.check()
    await together.getByText(`${quantity} `).waitFor()
    await together.getByRole('checkbox').check()
    const other = page.getByRole('article', { name: `Order ${second.number}`, exact: true }).getByLabel('garlic')
    expect(await other.isChecked()).to.equal(true)
    await page.reload()
    await one.waitFor()
    expect([await one.isChecked(), await other.isChecked()]).to.deep.equal([true, true])

    const third = await order('Garlic soup')
    await page.getByRole('article', { name: `Order ${third.number}`, exact: true }).waitFor()
    await together.getByText(`${quantity} `).waitFor()
    for (const { id } of [first, second, third]) {
      await advance(staff.warehouse, id, 'confirmed')
      await advance(staff.kitchen, id, 'in_preparation')
    }
    await page.getByText('Nothing to pick right now').waitFor()
  })

  it('finds an ingredient, and corrects its stock with a reason', async () => {
    const page = await open('warehouse', 'stock')
    await page.getByLabel('Find an ingredient').fill('garl')
    const row = page.getByRole('row').filter({ hasText: 'garlic' })
    await row.waitFor()
    await page.getByRole('row').filter({ hasText: 'tomatoes' }).waitFor({ state: 'detached' })
    await row.getByRole('button', { name: 'Correct the stock of garlic' }).click()
    const dialog = page.getByRole('dialog', { name: 'Correct the stock of garlic' })
    await dialog.getByLabel('On hand').fill('1234')
    await dialog.getByLabel('Something was spoilt or broken').check()
    await dialog.getByLabel('Note', { exact: true }).fill('mouldy')
    await inspect(page, 'staff-correct-stock')
    await dialog.getByRole('button', { name: 'Correct' }).click()
    await row.getByText('1,234 g').waitFor()
    const { stock } = await staff.warehouse.client.request('stock:list', { search: 'garlic' })
    expect(stock.map(({ onHand }) => onHand)).to.deep.equal([1234])
    await page.getByLabel('Find an ingredient').fill('no such thing')
    await page.getByText('No ingredient matches.').waitFor()
  })

  it('shows managers orders, takings, lateness and refunds of today, and follows them', async () => {
    const page = await open('manager', 'today')
    const figure = (name: string) => page.locator('dl.today > div').filter({ hasText: name }).locator('dd')
    const takings = await figure('Takings').innerText()
    const { id, total, number } = await order('Beef burger')
    await bring(staff, { id, total }, 'delivered')
    await page.getByText(/[1-9]\d* delivered,/).waitFor()
    expect(number).to.be.greaterThan(0)
    await figure('Takings').filter({ hasNotText: takings }).waitFor()
    await figure('Late').getByText('all on time').waitFor()
    // as if it had been promised for this minute, which may be the last of the day
    await frame.gateway.database.query('update orders set eta_promised = delivered_at where id = $1', [id])
    await bring(staff, await order('Beef burger'), 'delivered')
    const promises = page.getByRole('region', { name: 'Promised times' })
    await promises.getByText('100 %').first().waitFor()
    await promises.locator('.plot canvas').waitFor()
    await inspect(page, 'staff-today')

    // the order has left the board: it is found by its number
    await page.getByRole('link', { name: 'Money', exact: true }).click()
    await page.getByLabel('Order number').fill(String(number))
    await page.getByRole('button', { name: 'Open the order' }).click()
    const dialog = page.getByRole('dialog', { name: 'Refund an order' })
    await dialog.getByRole('checkbox', { name: 'Beef burger' }).check()
    await dialog.getByLabel('Delivery').check()
    const refund = dialog.getByRole('button', { name: /^Refund €[1-9]/ })
    await dialog.getByRole('button', { name: 'The food was cold' }).click()
    await dialog.getByText('Collected at the door: return the money yourself').waitFor()
    await inspect(page, 'staff-refund')
    await refund.click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Return what was collected at the door').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('No refunds to send.').waitFor()
    await inspect(page, 'staff-money-refund')

    // what is refunded and not cooked yet would go on: the dialog offers to reject it
    const waiting = await order('Beef burger')
    await page.getByLabel('Order number').fill(String(waiting.number))
    await page.getByRole('button', { name: 'Open the order' }).click()
    await dialog.getByText(`Order ${waiting.number} · New`).waitFor()
    await dialog.getByText('Everything').click()
    await dialog.getByText('A refund does not stop the order').waitFor()
    await inspect(page, 'staff-refund-goes-on')
    await dialog.getByRole('button', { name: 'Reject the order instead' }).click()
    await dialog.waitFor({ state: 'detached' })
    const [left] = await frame.gateway.database.query('select status from orders where id = $1', [waiting.id])
    expect(left).to.deep.equal({ status: 'rejected' })
  })
})
