import type { Page } from 'playwright-core'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { readShopFile, sampleShop } from '../../src/shop/read-file.ts'
import { inspect, openBoard } from '../support/browser.ts'
import { browserFrame } from '../support/browser-frame.ts'
import { connectGuest, makePerson } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { until } from '../support/until.ts'

describeWith('chromium')('the options of a dish in the browser', () => {
  const frame = browserFrame()
  let page: Page

  before(async () => {
    const file = await readShopFile(sampleShop)
    // the size must be chosen here
    const products = file.products.map((product) => ({
      ...product,
      options: product.options.map((option) => (option.code === 'size' ? { ...option, min: 1 } : option)),
    }))
    await applyShop(frame.gateway.database, { ...file, shop: { ...file.shop, limits: {} }, products })
    // the gateway looks once a second: with the menu of before, the plus would put the dish into the basket
    const guest = await connectGuest(frame.gateway)
    await until(async () => {
      const { products: found } = await guest.request('menu:list', { search: 'Pizza Margherita' })
      return found.some(({ options }) => options.some(({ min }) => min === 1))
    }, 'the size must be chosen')
    guest.close()
  })
  beforeEach(async () => {
    page = (await frame.visit()).page
  })

  const basketLine = () => page.locator('ul.lines > li')

  it('are chosen in the sheet, priced on its button, and go with the order to the kitchen', async () => {
    const customer = await makePerson(frame.gateway.database)
    await frame.gateway.database.query("update accounts set address = 'Hlavná 1' where id = $1", [customer.id])
    await page.goto('/favicon.svg')
    await page.evaluate(`localStorage.setItem('token', '${customer.token}')`)
    await page.goto('/')
    // a tap on the plus leads to the sheet, because something must be chosen
    await until(async () => {
      await page.getByRole('button', { name: 'Add one: Pizza Margherita' }).first().click()
      return page.getByRole('dialog', { name: 'Pizza Margherita' }).isVisible()
    }, 'the sheet opens')
    await inspect(page, 'options')
    const vegetarian = page.getByRole('dialog').locator('.tags').getByText('Vegetarian')
    await vegetarian.waitFor()
    await page.getByRole('checkbox', { name: 'Prosciutto' }).check()
    await vegetarian.waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: 'Prosciutto' }).uncheck()
    await page.getByRole('button', { name: 'Choose: Size' }).click()
    await until(
      () => page.evaluate<boolean>("document.activeElement?.closest('fieldset')?.querySelector('legend')?.textContent === 'Size'"),
      'the missing choice has the focus',
    )
    await page.getByRole('radio', { name: 'Large, 40 cm' }).check()
    await page.getByRole('checkbox', { name: 'Olives' }).check()
    await page.getByRole('button', { name: 'Add for €13.40' }).click()
    await page.goto('/#/basket')
    await basketLine().getByText('Large, 40 cm, Olives').waitFor()
    await basketLine().getByText('€13.40').waitFor()

    const board = await frame.visit()
    await openBoard(board, await makePerson(frame.gateway.database, 'kitchen'), 'dishes')
    await board.page.locator('summary', { hasText: 'Pizza Margherita' }).click()
    await board.page.getByRole('checkbox', { name: 'Pizza Margherita, Olives is available' }).uncheck()
    await board.page.getByText('1 sold out').waitFor()
    await inspect(board.page, 'staff-choices')
    await basketLine().getByText('Olives is sold out.').waitFor()
    await page.getByRole('button', { name: 'One thing to settle first' }).waitFor()
    await inspect(page, 'basket-choice-sold-out')
    await basketLine().getByRole('button', { name: 'Take Rocket' }).click()
    await basketLine().getByText('Large, 40 cm, Rocket').waitFor()
    await page.getByRole('button', { name: /Order for/ }).click()
    await page.getByText('Large, 40 cm, Rocket').waitFor()

    await openBoard(board, await makePerson(frame.gateway.database, 'warehouse'))
    await board.page.getByText('Large, 40 cm, Rocket').first().waitFor()
    await board.leave()
  })

  it('are remembered with the basket, and counted apart from the same dish with other choices', async () => {
    await page.goto('/')
    const add = async (...extras: string[]) => {
      await page.getByRole('button', { name: 'Pizza Funghi', exact: true }).first().click()
      await page.getByRole('radio', { name: 'Large, 40 cm' }).check()
      for (const name of extras) await page.getByRole('checkbox', { name }).check()
      await page.getByRole('button', { name: /^Add for/ }).click()
    }
    await add()
    await add('Rocket')
    await add('Rocket')
    await page.goto('/#/basket')
    await page.reload()
    await until(async () => (await basketLine().count()) === 2, 'two lines')
    await basketLine().filter({ hasText: 'Rocket' }).getByText('€28.40').waitFor()
  })
})
