import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { codeOf } from '../support/authenticator.ts'
import { inspect, openBoard, openBrowser, type Visitor, visit } from '../support/browser.ts'
import { arrive, connectNewStaff, makePerson, type Person, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { advance, anyDish, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

describeWith('chromium')('a manager and the customers', () => {
  let gateway: TestGateway
  /** Another node on the same database, where every member of the staff needs a second factor. */
  let strict: TestGateway
  let browser: Browser
  let visitor: Visitor
  let manager: Person
  let page: Page

  before(async function () {
    this.timeout(300_000)
    browser = await openBrowser()
    gateway = await startTestGateway()
    strict = await startTestGateway({ on: { url: gateway.databaseUrl }, env: { STAFF_SECOND_FACTOR: 'required' } })
    visitor = await visit(browser, gateway.url)
    page = visitor.page
    manager = await makePerson(gateway.database, 'manager')
    await openBoard(visitor, manager, 'customers')
  })
  after(async () => {
    await browser.close()
    await strict.stop()
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

  it('adds a colleague, who has to set up a code and signs in with one from then on; edits and disables them', async () => {
    await page.getByRole('link', { name: 'Staff', exact: true }).click()
    await page.getByRole('button', { name: 'Add a person' }).click()
    const adding = page.getByRole('dialog', { name: 'Add a person' })
    await adding.getByLabel('Name', { exact: true }).fill('Sam Novák')
    await adding.getByLabel('Username').fill('sam-novak')
    await adding.getByLabel('Role').selectOption('courier')
    const password = await adding.getByLabel('First password').inputValue()
    await inspect(page, 'staff-add')
    await adding.getByRole('button', { name: 'Add a person' }).click()
    const handout = page.getByRole('dialog', { name: 'Sam Novák can sign in now' })
    await handout.getByText(password).waitFor()
    await handout.getByRole('button', { name: 'Done' }).click()

    const colleague = await visit(browser, strict.url)
    const desk = colleague.page
    const signIn = async () => {
      await desk.getByLabel('Username').fill('sam-novak')
      await desk.getByLabel('Password').fill(password)
      await desk.getByRole('button', { name: 'Sign in' }).click()
    }
    await desk.goto('/staff#/account')
    await signIn()
    await desk.getByText('This shop requires two-step sign-in.').waitFor()
    expect(await desk.getByRole('link', { name: 'My account' }).count(), 'nothing else is offered').to.equal(0)
    await inspect(desk, 'staff-must-enrol')
    await desk.getByRole('form', { name: 'Two-step sign-in' }).getByLabel('Current password').fill(password)
    await desk.getByRole('button', { name: 'Continue' }).click()
    const secret = (await desk.locator('code.secret').innerText()).replaceAll(' ', '')
    await inspect(desk, 'staff-second-factor')
    const code = desk.getByLabel('Then enter the code')
    await code.fill('12')
    await desk.getByRole('button', { name: 'Turn on' }).click()
    await desk.getByText('This code is wrong').waitFor()
    await code.fill(codeOf(secret))
    await desk.getByRole('button', { name: 'Turn on' }).click()
    const recoveryCode = await desk.locator('.recovery-codes code').first().innerText()
    await inspect(desk, 'staff-recovery-codes')
    await desk.getByRole('button', { name: 'I have saved them' }).click()
    await desk.getByText('10 recovery codes left').waitFor()
    await inspect(desk, 'staff-own-account')
    await desk.goto(`${gateway.url}/staff`)
    await signIn()
    await desk.getByRole('heading', { name: 'Enter your code' }).waitFor()
    await desk.getByRole('textbox', { name: 'Code' }).fill(recoveryCode)
    await desk.getByRole('button', { name: 'Sign in' }).click()
    await desk.getByRole('link', { name: 'Sam Novák, courier: My account' }).waitFor()

    const sam = card('Sam Novák')
    await sam.getByRole('button', { name: 'Edit' }).click()
    const editing = page.getByRole('dialog', { name: 'Edit Sam Novák' })
    expect(await editing.getByLabel('Role').inputValue()).to.equal('courier')
    await editing.getByLabel('Role').selectOption('kitchen')
    await editing.getByRole('button', { name: 'Save' }).click()
    await desk.getByText('A manager has changed your role.').waitFor()
    await sam.getByText('Kitchen', { exact: true }).waitFor()
    await sam.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('dialog', { name: 'Disable Sam Novák?' }).getByRole('button', { name: 'Disable' }).click()
    await sam.getByText('Disabled since').waitFor()
    await inspect(page, 'staff-people')
    await sam.getByRole('button', { name: 'Enable' }).click()
    await sam.getByRole('button', { name: 'Disable' }).waitFor()
    expect(colleague.complaints).to.deep.equal([])
    await page.getByRole('link', { name: 'Customers', exact: true }).click()
  })

  it('shows who did what: page by page, of one person or order, by day, and as CSV', async () => {
    const { client } = await arrive(gateway)
    const { order } = await client.request('order:place', placement((await anyDish(gateway)).id))
    const warehouse = await connectNewStaff(gateway, 'warehouse')
    await advance(warehouse, order.id, 'confirmed')
    await gateway.database.query("select record_audit('shop:resume', 'manager', $1) from generate_series(1, 60)", [manager.id])
    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    const entries = page.getByRole('row')
    const disabled = entries.filter({ hasText: 'Staff account disabled' })
    await entries.filter({ hasText: 'Orders resumed' }).first().waitFor()
    expect(await disabled.count(), 'on the next page').to.equal(0)
    await page.getByRole('button', { name: 'Show more' }).click()
    await disabled.getByText('Sam Novák').waitFor()
    await disabled.getByText('Disabled: no → yes').waitFor()

    await entries
      .filter({ hasText: 'Step of an order' })
      .getByRole('link', { name: `Order ${order.number}` })
      .click()
    const steps = page.getByRole('region', { name: `Order ${order.number}` })
    await steps.getByRole('listitem').getByText(warehouse.login).waitFor()
    await entries.filter({ hasText: 'Orders resumed' }).first().waitFor({ state: 'detached' })
    const told = page.getByRole('region', { name: 'What the customer was told' })
    await told.getByText(/^An unknown device (is connected and has received|was sent) everything/).waitFor()
    await told.getByText('Details').click()
    await told.getByRole('listitem').getByText('Being picked').waitFor()
    await inspect(page, 'staff-activity')
    await entries.getByRole('link', { name: warehouse.login }).first().click()
    await page.getByText(`Only: ${warehouse.login}`).waitFor()
    await page.getByRole('link', { name: 'Show everything' }).click()
    await page.getByLabel('Order number').fill(String(order.number))
    await page.getByRole('button', { name: 'Show order' }).click()
    await steps.waitFor()

    await page.getByLabel('From').fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10))
    await page.getByText('There is nothing here.').waitFor()
    await page.getByLabel('From').fill('')
    await entries.filter({ hasText: 'Step of an order' }).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    expect(await readFile(await (await saved).path(), 'utf8'))
      .to.include('order:advance')
      .and.not.to.include('shop:resume')
    warehouse.client.close()
    await page.getByRole('link', { name: 'Customers', exact: true }).click()
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
