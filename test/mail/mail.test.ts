import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { aboutOf } from '../../src/mail/about.ts'
import { eventLetters } from '../../src/mail/account-letters.ts'
import { createMailFiles } from '../../src/mail/files.ts'
import { type MailedOrder, orderLetters } from '../../src/mail/order-letters.ts'
import { previewMail, templateNames } from '../../src/mail/preview.ts'
import { toMail } from '../../src/mail/write.ts'
import { arrive, connectCustomer, makePerson, type Person, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { type MailServer, startMailServer, type TakenMail } from '../support/mail-server.ts'
import { advance, anyDish, placement, type Staff, staffOf } from '../support/orders.ts'
import { pagesOf } from '../support/pdf.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/until.ts'

describe('e-mail', () => {
  let server: MailServer
  let opened: TestDatabase
  let gateway: TestGateway
  let staff: Staff
  let dish: Awaited<ReturnType<typeof anyDish>>

  before(async () => {
    server = await startMailServer()
    opened = await createTestDatabase()
    gateway = await startTestGateway({
      on: opened,
      env: { SMTP_URL: server.url, MAIL_FROM: 'Bistro <orders@shop.example>', PUBLIC_URL: 'https://shop.example' },
    })
    staff = await staffOf(gateway)
    dish = await anyDish(gateway)
  })
  afterEach(() => server.behave(() => undefined))
  after(async () => {
    await server.stop()
    await opened.drop()
  })

  interface Fields {
    name?: string
    locale?: string
    verified?: boolean
    preferences?: Record<string, boolean>
  }
  /** A customer who wants mails, unless the preferences say otherwise. */
  const customer = async ({ name = 'Ada', locale = 'en', verified = true, preferences = { email: true } }: Fields = {}) => {
    const person = await makePerson(gateway.database)
    await gateway.database.query(
      `update accounts set name = $2, locale = $3, email_verified_at = case when $4 then now() end, notification_preferences = notification_preferences || $5::jsonb where id = $1`,
      [person.id, name, locale, verified, JSON.stringify(preferences)],
    )
    return { ...person, client: await connectCustomer(gateway, person.token) }
  }
  const mailsTo = (email: string) => server.taken.filter(({ recipients }) => recipients.includes(email))
  const addressOf = ({ login }: Person) => `${login}@example.com`
  const mailTo = async (email: string, subject: RegExp): Promise<TakenMail> => {
    const find = () => mailsTo(email).find((mail) => subject.test(mail.subject ?? ''))
    return (await until(find, `${email} gets a mail about ${subject}`)) ?? expect.fail()
  }
  const queue = async (accountId: string, address: string, template: string, data: object = {}) => {
    const [row] = await gateway.database.query<{ id: string }>("select queue_message('email', $1, $2, $3, $4) as id", [
      accountId,
      address,
      template,
      JSON.stringify(data),
    ])
    return row?.id ?? ''
  }
  const messageOf = async (id: string) =>
    (
      await gateway.database.query<{ outcome: string | null; error: string | null; attempts: number }>(
        'select outcome, error, attempts from messages where id = $1',
        [id],
      )
    )[0]

  it('is sent when an order is placed and delivered, with the receipt', async () => {
    const ada = await customer()
    const { order } = await ada.client.request(
      'order:place',
      placement(dish.id, { items: [{ productId: dish.id, quantity: 2, note: 'No salt.' }] }),
    )
    const placed = await mailTo(addressOf(ada), /^Your order/)
    expect(placed.recipients).to.deep.equal([addressOf(ada)])
    expect(placed.from).to.deep.equal({ name: 'Bistro', address: 'orders@shop.example' })
    for (const text of [placed.text, placed.html]) {
      expect(text).to.include(dish.name)
      expect(text).to.include('No salt.')
      expect(text).to.include(`https://shop.example/#/order/${order.id}`)
    }
    expect(placed.raw).to.match(/^Auto-Submitted: auto-generated\r?$/im)

    for (const [member, to] of [
      [staff.warehouse, 'confirmed'],
      [staff.kitchen, 'in_preparation'],
      [staff.kitchen, 'ready_for_pickup'],
      [staff.courier, 'in_transit'],
    ] as const)
      await advance(member, order.id, to)
    await staff.courier.client.request('payment:collect', { requestId: randomUUID(), orderId: order.id, amount: order.total })
    await advance(staff.courier, order.id, 'delivered')
    const delivered = await mailTo(addressOf(ada), /^Your receipt/)
    const [receipt] = delivered.attachments
    expect(receipt?.filename).to.equal(`order-${order.number}.pdf`)
    expect(pagesOf(new Uint8Array(receipt?.content as ArrayBuffer)).join(' ')).to.include(dish.name)
    expect(mailsTo(addressOf(ada))).to.have.length(2)
    expect(new Set(mailsTo(addressOf(ada)).map(({ messageId }) => messageId))).to.have.length(2)
    ada.client.close()
  })

  it('tells of a rejection with its reason, and of money that went back, in the language of the customer', async () => {
    const zuzana = await customer({ locale: 'sk' })
    const { order } = await zuzana.client.request('order:place', placement(dish.id))
    await mailTo(addressOf(zuzana), /^Vaša objednávka/)
    await staff.manager.client.request('order:advance', {
      requestId: randomUUID(),
      orderId: order.id,
      to: 'rejected',
      reason: 'Minuli sa zemiaky.',
    })
    const rejected = await mailTo(addressOf(zuzana), /nemôžeme pripraviť/)
    expect(rejected.text).to.include('Minuli sa zemiaky.')
    expect(rejected.html).to.include('lang="sk"')

    const paid = await zuzana.client.request('order:place', placement(dish.id, { paymentMethod: 'card' }))
    const reference = await until(async () => {
      const [row] = await gateway.database.query<{ reference: string | null }>('select reference from payments where order_id = $1', [
        paid.order.id,
      ])
      return row?.reference
    }, 'the payment can be made')
    expect(mailsTo(addressOf(zuzana)), 'no mail about an order that is not paid').to.have.length(2)
    await fetch(`${gateway.url}/sandbox/payments/${reference}/confirm`, { method: 'POST', body: JSON.stringify({ outcome: 'succeeded' }) })
    await until(() => mailsTo(addressOf(zuzana)).length === 3, 'the mail about the paid order')
    await zuzana.client.request('order:cancel', { requestId: randomUUID(), orderId: paid.order.id, reason: 'other' })
    const refunded = await mailTo(addressOf(zuzana), /^Vrátili sme vám/)
    expect(refunded.subject).to.include(String(paid.order.number))
    zuzana.client.close()
  })

  it('costs customers who want none, or have not verified their address, not a row', async () => {
    const bob = await customer({ preferences: {} })
    const carol = await customer({ preferences: { email: false } })
    const dan = await customer({ verified: false })
    for (const { client } of [bob, carol, dan]) {
      const { order } = await client.request('order:place', placement(dish.id))
      await staff.manager.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'rejected' })
      client.close()
    }
    expect(await gateway.database.query('select 1 from messages where account_id = any ($1)', [[bob.id, carol.id, dan.id]])).to.deep.equal(
      [],
    )
  })

  it('is not sent to an address that the customer has left, or that no longer wants it, while it waited', async () => {
    const leaves: Record<string, (person: Awaited<ReturnType<typeof customer>>) => Promise<unknown>> = {
      'switched off': ({ client }) => client.request('account:update', { notificationPreferences: { email: false } }),
      'another address': ({ id }) => gateway.database.query("update accounts set email = 'new-' || email where id = $1", [id]),
      'deleted after a restore': ({ id }) => gateway.database.query('update accounts set deleted_at = now() where id = $1', [id]),
    }
    for (const [why, leave] of Object.entries(leaves)) {
      const person = await customer()
      server.behave((step) => (step === 'recipient' ? { code: 451, text: 'come again later' } : undefined))
      await person.client.request('order:place', placement(dish.id))
      const waiting = async () =>
        (
          await gateway.database.query<{ id: string }>('select id from messages where account_id = $1 and error is not null', [person.id])
        )[0]
      const { id } = (await until(waiting, 'the mail was refused once')) ?? expect.fail()
      await leave(person)
      server.behave(() => undefined)
      await gateway.database.query('update messages set due_at = now() where id = $1', [id])
      await until(async () => (await messageOf(id))?.outcome === 'failed', why)
      expect(mailsTo(addressOf(person)), why).to.deep.equal([])
      person.client.close()
    }
  })

  it('takes nothing in names and notes for a header, for HTML or for a direction', async () => {
    const mallory = await customer({ name: 'Mallory\r\nBcc: everybody@example.com' })
    const note = '</p><script>alert(1)</script>שלום'
    await mallory.client.request('order:place', placement(dish.id, { items: [{ productId: dish.id, quantity: 1, note }] }))
    const mail = await mailTo(addressOf(mallory), /^Your order/)
    expect(mail.recipients).to.deep.equal([addressOf(mallory)])
    expect(mail.raw).to.not.match(/^bcc:/im)
    expect(mail.html).to.not.include('<script')
    expect(mail.text).to.include('\u2068</p><script>alert(1)</script>שלום\u2069')
    const id = await queue(mallory.id, 'one@example.com, two@example.com', 'password_changed')
    await until(async () => (await messageOf(id))?.outcome === 'failed', 'a list of addresses is none')
    expect(server.taken.flatMap(({ recipients }) => recipients)).to.not.include('two@example.com')
    mallory.client.close()
  })

  it('ends a mail that the server refuses for good, tries another again, and waits for a server that takes none', async () => {
    const { id } = await makePerson(gateway.database)
    server.behave((step, address) =>
      step === 'recipient' && address === 'gone@example.com' ? { code: 550, text: 'no such mailbox' } : undefined,
    )
    const refused = await queue(id, 'gone@example.com', 'password_changed')
    await until(async () => (await messageOf(refused))?.outcome === 'failed', 'it is refused')
    expect(await messageOf(refused)).to.include({ attempts: 1 })
    expect((await messageOf(refused))?.error).to.include('no such mailbox')

    server.behave((step) => (step === 'recipient' ? { code: 451, text: 'greylisted' } : undefined))
    const later = await queue(id, 'later@example.com', 'password_changed')
    await until(async () => (await messageOf(later))?.error?.includes('greylisted'), 'it is postponed')
    expect(await messageOf(later)).to.include({ outcome: null })
    server.behave(() => undefined)
    await gateway.database.query('update messages set due_at = now() where id = $1', [later])
    expect((await mailTo('later@example.com', /./)).messageId).to.equal(`<${later}@shop.example>`)

    // another sender, or another server, would be needed for every mail
    server.behave((step) => (step === 'sender' ? { code: 550, text: 'sender not allowed' } : undefined))
    const waits = await queue(id, 'waits@example.com', 'password_changed')
    await until(async () => (await messageOf(waits))?.error?.includes('sender not allowed'), 'the server takes none')
    const { messages } = await staff.manager.client.request('message:failing', {})
    const listed = (id: string) => messages.find((message) => message.id === id)
    expect(listed(refused)).to.include({ channel: 'email', template: 'password_changed', address: 'gone@example.com', outcome: 'failed' })
    expect(listed(waits)).to.include.keys('error', 'nextAt').and.not.have.property('outcome')
    expect(listed(later), 'what was sent after all').to.equal(undefined)
    server.behave(() => undefined)
    await mailTo('waits@example.com', /./)
    expect(await messageOf(waits)).to.deep.include({ attempts: 1 })
  })

  it('is erased with the account', async () => {
    const { id, token } = await makePerson(gateway.database)
    server.behave((step) => (step === 'recipient' ? { code: 451, text: 'not now' } : undefined))
    const message = await queue(id, 'left@example.com', 'password_changed')
    await until(async () => (await messageOf(message))?.error, 'it is postponed')
    const client = await connectCustomer(gateway, token)
    const { records } = await client.request('account:export', {})
    expect(records.filter(({ kind }) => kind === 'message').map(({ record }) => record.address)).to.deep.equal(['left@example.com'])
    await gateway.database.query('select forget_account($1)', [id])
    expect(await messageOf(message)).to.equal(undefined)
    client.close()
  })

  describe('without an SMTP server', () => {
    let folder: string

    before(async () => {
      // otherwise the node with a server may take the mail
      await gateway.stop()
      folder = await mkdtemp(join(tmpdir(), 'customerbackend-mail-'))
    })
    after(() => rm(folder, { recursive: true }))

    it('is files, which the demo shows as text and as HTML that can do nothing', async () => {
      const demo = await startTestGateway({ on: opened, env: { DEMO: '1', DATA_DIR: folder } })
      try {
        const { client, login } = await arrive(demo)
        await client.request('account:update', { notificationPreferences: { email: true } })
        await opened.database.query('update accounts set email_verified_at = now() where login = $1', [login])
        await client.request('order:place', placement(dish.id, { items: [{ productId: dish.id, quantity: 1, note: '<b>bold</b>' }] }))
        const list = await until(async () => {
          const page = await (await fetch(`${demo.url}/sandbox/mail`)).text()
          return page.includes(`${login}@example.com`) ? page : ''
        }, 'the mail is listed')
        const [, path = ''] = /href="(\/sandbox\/mail\/[^"]+)"/.exec(list) ?? []
        const shown = await fetch(`${demo.url}${path}`)
        expect(shown.headers.get('content-security-policy')).to.include("default-src 'none'")
        expect(await shown.text()).to.include('Note: &#60;b&#62;bold&#60;/b&#62;')
        const html = await fetch(`${demo.url}${path}/html`)
        expect(html.headers.get('content-security-policy')).to.match(/default-src 'none'.*sandbox/)
        expect(await html.text()).to.include('&#60;b&#62;bold')
        for (const wrong of ['/sandbox/mail/..%2f..%2fetc', `/sandbox/mail/${randomUUID()}`])
          expect((await fetch(`${demo.url}${wrong}`)).status, wrong).to.equal(404)
        client.close()
      } finally {
        await demo.stop()
      }
    })

    it('is one file, also when it is sent twice', async () => {
      const files = createMailFiles(join(folder, 'twice'))
      const { text, html, subject, language } =
        previewMail('order_placed', { locale: 'en', shop: 'S', url: 'https://shop.example' }) ?? expect.fail()
      const mail = { subject, text, html, messageId: `<${randomUUID()}@shop.example>`, headers: { 'content-language': language } }
      for (const _ of [1, 2]) await files.deliver(mail as never, AbortSignal.timeout(1000))
      expect(await readdir(join(folder, 'twice'))).to.have.length(1)
    })
  })

  it('names the device of a new sign-in as people do, and shows nothing else that it says of itself', () => {
    expect(previewMail('new_sign_in', { locale: 'en', shop: 'S', url: 'https://shop.example' })?.text).to.include('Device: Firefox, Linux.')
    const about = aboutOf({ locale: 'en', timeZone: 'UTC' }, { name: 'S', locale: 'en', url: 'https://shop.example' })
    const textFor = (userAgent: string) => toMail(eventLetters.new_sign_in({ at: '2026-03-29T16:30:00Z', userAgent }, about), about).text
    const edge =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0'
    expect(textFor(edge)).to.include('Device: Edge, Windows.')
    const phone =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/604.1'
    expect(textFor(phone)).to.include('Device: Safari, iPhone.')
    expect(textFor('Call +421 900 000 000 to keep your account')).to.include('Device: unknown.')
  })

  it('shows what was taken out of an order, so that the lines add up to the total', () => {
    const euros = (amount: number) => ({ amount, currency: 'EUR' })
    const [id, at] = [randomUUID(), '2026-03-29T16:30:00Z']
    const order: MailedOrder = {
      id,
      number: 7,
      status: 'delivered',
      items: [{ line: 0, productId: id, name: 'Soup', quantity: 2, unitPrice: euros(500), total: euros(1000), exclude: [] }],
      amendments: [{ line: 1, productId: id, name: 'Stew', quantity: 1, reason: 'Burnt', outcome: 'taken_out', total: euros(800), at }],
      discount: euros(0),
      deliveryFee: euros(0),
      tip: euros(0),
      total: euros(1800),
      adjustments: [],
      netTotal: euros(1000),
      delivery: { address: 'Hlavná 1' },
      payment: { id, method: 'cash', status: 'succeeded', amount: euros(1000) },
      eta: { earliest: at, latest: at, promised: at },
    }
    const about = aboutOf({ locale: 'en', timeZone: 'UTC' }, { name: 'Bistro', locale: 'en', url: 'https://shop.example' })
    expect(toMail(orderLetters.order_delivered(order, about), about).text).to.match(/1 × .?Stew \(taken out\).*8\.00/)
  })

  for (const locale of ['en', 'sk'])
    it(`has every template in ${locale}, as text and as HTML with the same words`, () => {
      for (const name of templateNames) {
        const mail = previewMail(name, { locale, shop: 'Bistro', url: 'https://shop.example' })
        expect(mail?.language, name).to.equal(locale)
        expect(mail?.text, name).to.not.match(/undefined|\[object|NaN|null/)
        const words = (text = '') =>
          text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(code)).replaceAll(/<style>.*<\/style>|<[^>]+>|\s|:|-- /gs, '')
        for (const part of (mail?.text ?? '').split(/\n|: /)) expect(words(mail?.html), `${name}: ${part}`).to.include(words(part))
      }
    })
})
