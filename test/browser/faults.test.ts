import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Browser, Page } from 'playwright-core'
import { createMailFiles } from '../../src/mail/files.ts'
import { inspect, openBrowser, visit } from '../support/browser.ts'
import { connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { until } from '../support/until.ts'

const minutes = 60_000

describeWith('chromium')('signing up, and coming back', () => {
  let gateway: TestGateway
  let browser: Browser
  let folder: string

  before(async function () {
    this.timeout(5 * minutes)
    browser = await openBrowser()
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-mail-'))
    gateway = await startTestGateway({ env: { DEMO: '1', DATA_DIR: folder } })
  })
  after(async () => {
    await browser.close()
    await gateway.stop()
    await rm(folder, { recursive: true })
  })

  const password = 'correct horse battery'
  const fill = async (page: Page, fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields)) await page.locator(`form [name=${name}]`).fill(value)
  }

  /** Waits for the mail to the address that has a link to the page, and returns the link. */
  const linkTo = async (page: string, email: string) => {
    const mails = createMailFiles(join(folder, 'mail'))
    const linkIn = async (id: string) => {
      const mail = await mails.read(id)
      return mail?.to?.[0]?.address === email ? new RegExp(`http\\S+#/${page}/[\\w-]+`).exec(mail.text ?? '')?.[0] : undefined
    }
    const find = async () => (await Promise.all((await mails.list()).map(linkIn))).find((link) => link)
    return (await until(find, `a link to ${page} is sent to ${email}`)) ?? ''
  }

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

  it('makes one account, also when the answer is lost and the form is sent again after a reload', async () => {
    const login = `dana-${randomUUID().slice(0, 8)}`
    const { page, complaints, leave } = await visit(browser, gateway.url)
    let loses = true
    await page.routeWebSocket(/socket\.io/, (socket) => {
      const server = socket.connectToServer()
      let isLost = false
      socket.onMessage((message) => {
        isLost ||= loses && String(message).includes('"account:sign_up"')
        server.send(message)
      })
      server.onMessage((message) => {
        if (!isLost) socket.send(message)
      })
    })
    const signUp = async () => {
      await fill(page, { name: 'Dana', login, email: `${login}@example.com`, password })
      await page.getByRole('button', { name: 'Create an account' }).click()
    }
    const accounts = () => gateway.database.query('select 1 from accounts where login = $1', [login])
    await page.goto('/#/sign-up')
    await signUp()
    await until(async () => (await accounts()).length === 1, 'the account is made')
    loses = false
    await page.reload()
    await signUp()
    await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
    expect(await page.evaluate("localStorage.getItem('sign-up')")).to.equal(null)
    expect(complaints).to.deep.equal([])
    await leave()
  }).timeout(3 * minutes)

  it('proves an address by the link in its mail, and comes back without the password', async () => {
    const login = `dana-${randomUUID().slice(0, 8)}`
    const [email, next] = [`${login}@example.com`, `next-${login}@example.com`] as const
    const { page, complaints, leave } = await visit(browser, gateway.url)
    const open = async (link: string, of: string) => {
      await page.goto(link)
      await page.waitForURL((url) => url.hash === `#/${of}`)
    }
    const verify = async (address: string) => {
      await page.getByRole('button', { name: 'Confirm my email' }).click()
      await page.getByText(`${address} is confirmed.`).waitFor()
      await page.goto('/#/account')
    }
    await page.goto('/#/sign-up')
    await fill(page, { name: 'Dana', login, email, password })
    await page.getByRole('button', { name: 'Create an account' }).click()
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    const notice = page.getByRole('region', { name: 'Confirm your email' })
    await notice.getByText(`open the link that we sent to ${email}`).waitFor()
    await page.getByText('Confirm your email address first').waitFor()
    await open(await linkTo('verify-email', email), 'verify-email')
    await inspect(page, 'verify-email')
    await verify(email)
    await page.getByText('When you have ordered, with the receipt').waitFor()
    expect(await notice.count()).to.equal(0)

    const form = page.getByRole('form', { name: 'Email', exact: true })
    await form.getByLabel('Email').fill(next)
    await form.getByLabel('Current password').fill(password)
    await form.getByRole('button', { name: 'Save' }).click()
    await notice.getByText(`We sent a link to ${next}.`).waitFor()
    await open(await linkTo('verify-email', next), 'verify-email')
    await verify(next)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()

    await page.getByRole('button', { name: 'Slovenčina' }).click()
    await page.goto('/#/sign-in')
    await page.getByRole('link', { name: 'Zabudli ste heslo?' }).click()
    await fill(page, { email: next })
    await page.getByRole('button', { name: 'Poslať odkaz' }).click()
    await page.getByText(`Ak k adrese ${next} patrí účet`).waitFor()
    await inspect(page, 'forgot-password')
    await open(await linkTo('reset-password', next), 'reset-password')
    await fill(page, { password: 'an entirely new one' })
    await inspect(page, 'reset-password')
    await page.getByRole('button', { name: 'Zmeniť heslo' }).click()
    await page.getByText('Nové heslo je nastavené.').waitFor()
    await page.getByRole('heading', { name: 'What would you like?' }).waitFor()
    expect(complaints).to.deep.equal([])
    await leave()
  }).timeout(3 * minutes)
})
