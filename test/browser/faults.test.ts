import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Browser } from 'playwright-core'
import { inspect, openBrowser, visit } from '../support/browser.ts'
import { connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'

const minutes = 60_000

describeWith('chromium')('a form that the gateway refuses', () => {
  let gateway: TestGateway
  let browser: Browser

  before(async function () {
    this.timeout(5 * minutes)
    browser = await openBrowser()
    gateway = await startTestGateway({ env: { DEMO: '1' } })
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
  })

  const languages = [
    {
      locale: 'sk-SK',
      submit: 'Vytvoriť účet',
      taken: 'Prihlasovacie meno: už sa používa. Heslo: je príliš bežné. Zvoľte si iné.',
      wrong: 'Telefón: zadajte číslo s predvoľbou krajiny, napríklad +421 900 123 456.',
    },
    {
      locale: 'en-GB',
      submit: 'Create an account',
      taken: 'Username: already in use. Password: too common. Please choose another one.',
      wrong: 'Phone: please enter a number with its country code, such as +421 900 123 456.',
    },
  ]
  for (const { locale, submit, taken, wrong } of languages)
    it(`says what is wrong with every field, and marks it, in ${locale}`, async () => {
      const login = `dana-${randomUUID().slice(0, 8)}`
      const guest = await connectGuest(gateway)
      await guest.request('account:sign_up', { login, email: `${login}@example.com`, password: 'correct horse battery', name: 'Dana' })
      guest.close()
      const { page, complaints, leave } = await visit(browser, gateway.url, { locale })
      await page.goto('/#/sign-up')
      const field = (name: string) => page.locator(`form [name=${name}]`)
      const marked = () => page.locator('form [aria-invalid=true]').evaluateAll((fields) => fields.map((each) => each.getAttribute('name')))
      await field('name').fill('Dana')
      await field('login').fill(login)
      await field('email').fill(` ${login}@example.com`)
      await field('password').fill('password123')
      await page.getByRole('button', { name: submit }).click()
      await page.getByRole('alert').filter({ hasText: taken }).waitFor()
      expect(await marked()).to.deep.equal(['login', 'password'])
      await page.locator('form [name=login]:focus').waitFor()
      await inspect(page, `faults-${locale}`)

      await field('login').fill(`other-${login}`)
      await field('email').fill(`${login}@múzeum.sk`)
      await field('password').fill('correct horse battery')
      await field('phone').fill('+421 900 123 456 789')
      await page.getByRole('button', { name: submit }).click()
      await page.getByRole('alert').filter({ hasText: wrong }).waitFor()
      expect(await marked()).to.deep.equal(['phone'])
      await field('phone').fill('+421900123456')
      await page.getByRole('button', { name: submit }).click()
      await page.waitForURL((url) => !url.hash.includes('sign-up'))
      const [account] = await gateway.database.query('select email, phone from accounts where login = $1', [`other-${login}`])
      expect(account).to.deep.equal({ email: `${login}@múzeum.sk`, phone: '+421 900 123 456' })
      expect(complaints).to.deep.equal([])
      await leave()
    }).timeout(3 * minutes)
})
