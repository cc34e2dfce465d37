import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { inspect, openBoard, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

describeWith('chromium')('a manager and the customers', () => {
  let gateway: TestGateway
  let browser: Browser
  let visitor: Visitor
  let page: Page

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway()
    visitor = await visit(browser, gateway.url)
    page = visitor.page
    await openBoard(visitor, await makePerson(gateway.database, 'manager'), 'customers')
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })
  afterEach(() => {
    expect(visitor.complaints).to.deep.equal([])
  })

  const named = async (name: string) => {
    const { id, client } = await arrive(gateway)
    await gateway.database.query('update accounts set name = $2, phone = $3 where id = $1', [id, name, '+421 900 123 456'])
    return client
  }
  const find = async (text: string) => {
    await page.getByLabel('Find a customer').fill(text)
    await page.getByRole('button', { name: 'Find' }).click()
  }
  const card = (name: string) => page.getByRole('article', { name, exact: true })

  it('finds a customer, blocks them with a reason, and lets them order again', async () => {
    const client = await named('Eva Nová')
    const { id } = await anyDish(gateway)
    await client.request('order:place', placement(id))
    await find('eva n')
    const eva = card('Eva Nová')
    await eva.getByText('No delivered order yet · 1 open order').waitFor()
    expect(await eva.getByRole('link', { name: '+421 900 123 456' }).getAttribute('href')).to.equal('tel:+421900123456')

    await eva.getByRole('button', { name: 'Block' }).click()
    const dialog = page.getByRole('dialog', { name: 'Block Eva Nová' })
    await dialog.getByLabel('Why?').fill('Orders and does not open')
    await dialog.getByRole('button', { name: 'Block' }).click()
    await eva.getByText('Orders and does not open').waitFor()
    await dialog.waitFor({ state: 'detached' })
    await inspect(page, 'staff-customers')
    expect((await refusal(client.request('order:place', placement(id)))).reason).to.equal('customer_blocked')

    await eva.getByRole('button', { name: 'Unblock' }).click()
    await eva.getByText('Orders and does not open').waitFor({ state: 'detached' })
    await client.request('order:place', placement(id))
  })

  it('shows more customers than one page holds, and says when there is none', async () => {
    for (let n = 0; n < 21; n += 1) await named(`Many ${String(n).padStart(2, '0')}`)
    await find('many')
    await card('Many 19').waitFor()
    expect(await page.getByRole('article').count()).to.equal(20)
    await page.getByRole('button', { name: 'Show more' }).click()
    await card('Many 20').waitFor()
    await find('no such person')
    await page.getByText('No customer matches.').waitFor()
    expect(await page.getByRole('article').count()).to.equal(0)
  })
})
