import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Failure } from '../../src/contract/index.ts'
import { languageOf, tagsOf, textsIn } from '../../src/errors/languages.ts'
import { AppError, failures, type Reason } from '../../src/errors.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { connectClient } from '../support/client.ts'
import { connectCustomer, connectGuest, connectStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { bring, dishNamed, placement, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

/** Words that every English sentence has one of, and no Slovak one. */
const english =
  /(?<!\p{L})(the|this|that|is|are|was|were|been|not|no|of|your|you|it|with|for|from|at|than|must|can|cannot|does|please|try|again|and|or)(?!\p{L})/iu

const isReason = (name: string): name is Reason => Object.hasOwn(failures, name)

describe('the message of an error', () => {
  it('is Slovak for every reason, and changes nothing else', () => {
    for (const reason of Object.keys(failures).filter(isReason)) {
      const error = new AppError(reason, { message: 'For programmers, with `cursor` in it.', details: { fields: ['cursor'] } })
      const { message, ...rest } = error.toFailure(textsIn('sk'))
      const { message: inEnglish, ...same } = error.toFailure(textsIn('en'))
      expect(message, reason).not.to.match(english)
      expect(message, reason).to.match(/^[\p{Lu}].*[.]$/u)
      expect(inEnglish).to.equal('For programmers, with `cursor` in it.')
      expect(rest, reason).to.deep.equal(same)
    }
  })

  it('writes amounts in the language too', () => {
    const largest = (amount: number) =>
      new AppError('invalid_argument', { message: (say) => say.tipTooLarge({ amount, currency: 'EUR' }) }).toFailure(textsIn('sk')).message
    expect(largest(550).replace(/\s/g, ' ')).to.equal('Sprepitné môže byť najviac 5,50 €.')
    expect(largest(0)).to.equal('Pri tejto objednávke sprepitné neprijímame.')
  })

  it('is in the first language of a header that there are texts in', () => {
    const wanted = (header: string) => languageOf(tagsOf(header))
    expect(wanted('sk-SK,sk;q=0.9,en;q=0.8')).to.equal('sk')
    expect(wanted('de, en;q=0.5, SK;q=0.7')).to.equal('sk')
    expect(wanted('sk;q=0, en')).to.equal('en')
    for (const none of ['', '*', 'de', ',;q=,', 'constructor', 'x'.repeat(200)]) expect(wanted(none), none).to.equal(undefined)
  })
})

describe('a refusal', () => {
  let gateway: TestGateway
  const close: (() => void)[] = []

  before(async () => {
    gateway = await startTestGateway({ env: { PAYMENT_PROVIDER: 'none' } })
  })
  after(async () => {
    for (const each of close) each()
    await gateway.stop()
  })

  const speaker = async (locale: string, role: 'customer' | 'manager' = 'customer') => {
    const person = await makePerson(gateway.database, role, role === 'customer' ? { dietaryRestrictions: ['milk'] } : {})
    await gateway.database.query('update accounts set locale = $2 where id = $1', [person.id, locale])
    return person
  }
  const customer = async (locale: string) => {
    const person = await speaker(locale)
    const client = await connectCustomer(gateway, person.token)
    close.push(() => client.close())
    return { ...person, client }
  }
  const guest = async (headers: Record<string, string>) => {
    const client = await connectClient(gateway.url, '/guest', {}, headers)
    close.push(() => client.close())
    return client
  }

  const failureOf = async (client: Pick<Awaited<ReturnType<typeof customer>>['client'], 'raw'>, event: string, payload: unknown) => {
    const answer = await client.raw(event, payload)
    if (answer.ok) throw new Error(`${event} was not refused`)
    return answer.error
  }
  const missing = { orderId: randomUUID() }
  const messageTo = async (client: Parameters<typeof failureOf>[0]) => (await failureOf(client, 'order:get', missing)).message

  it('says what is wrong with the payload, and how to place the order, in the language of the account', async () => {
    const [slovak, british] = [await customer('sk-SK'), await customer('en-GB')]
    const staff = await staffOf(gateway)
    for (const { client } of Object.values(staff)) close.push(() => client.close())
    const [pizza, soup] = [await dishNamed(gateway, 'Pizza Margherita'), await dishNamed(gateway, 'Homemade lemonade')]
    const own = await makeOwnDish(gateway, { onHand: 2, restockMinutes: null }, 'truffle')
    const off = await makeOwnDish(gateway, { onHand: 50 }, 'saffron')
    await gateway.database.query('update products set available = false where id = $1', [off.productId])
    const order = (productId: string, line: object = {}, more: object = {}) =>
      placement(productId, { items: [{ productId, quantity: 1, ...line }], ...more })
    const slovakOrder = (await slovak.client.request('order:place', placement(soup.id))).order
    const britishOrder = (await british.client.request('order:place', placement(soup.id))).order
    const rate = (orderId: string) => ['order:rate', { requestId: randomUUID(), orderId, rating: 5 }] as const

    const asked: [string, RegExp, event: string, payload: object][] = [
      [
        'missing and wrong fields',
        /^Telefón: zadajte číslo s predvoľbou krajiny, napríklad \+421 900 123 456; Adresa: zadajte najviac 300 znakov\.$/,
        'account:update',
        { address: 'x'.repeat(301), phone: 'x' },
      ],
      ['a number that is too large', /^Počet kusov: zadajte najviac 50\.$/, 'order:place', order(soup.id, { quantity: 51 })],
      ['a field that is not known', /^colour: toto pole nepoznáme\.$/, 'account:update', { colour: 'red' }],
      ['an empty basket', /^Položky objednávky: vyberte aspoň 1 položku\.$/, 'order:place', placement(soup.id, { items: [] })],
      ['a dish that does not exist', /^1\. položku nemáme v ponuke\.$/, 'order:place', order(randomUUID())],
      [
        'an ingredient that stays',
        /^Z položky „.*“ túto surovinu vynechať nemôžeme\.$/,
        'order:place',
        order(own.productId, { exclude: [own.ingredientId] }),
      ],
      [
        'a choice that is not offered',
        /^Pri položke „.*“ ste vybrali niečo, čo neponúkame/,
        'order:place',
        order(pizza.id, { choices: [randomUUID()] }),
      ],
      ['a dish that is switched off', /^Teraz nemáme: .*\.$/, 'order:place', order(off.productId)],
      ['a diet', /^Vašej diéte nevyhovuje: Pizza Margherita\. Vynechajte/, 'order:place', order(pizza.id)],
      [
        'too little in stock',
        /^Nemáme dosť surovín: .* \(truffle: stačí na 2 kusy\)\.$/,
        'order:place',
        order(own.productId, { quantity: 3 }),
      ],
      [
        'a time that has passed',
        /^Zvoľte si čas/,
        'order:place',
        order(soup.id, {}, { delivery: { address: 'x', at: '2020-01-01T00:00:00Z' } }),
      ],
      [
        'another price',
        /^Suma objednávky sa zmenila/,
        'order:place',
        order(soup.id, {}, { expectedTotal: { amount: 1, currency: 'EUR' } }),
      ],
      [
        'a way to pay that there is not',
        /^Tento spôsob platby neprijímame\. Zaplatiť môžete v hotovosti pri doručení, kartou pri doručení\.$/,
        'order:place',
        order(soup.id, {}, { paymentMethod: 'card' }),
      ],
      ['an order that does not exist', /^Túto objednávku sme nenašli\.$/, 'order:get', missing],
      ['a cursor', /^Požiadavka neobsahuje/, 'order:list', { cursor: 'x' }],
      ['an event that there is not', /^Túto požiadavku nepoznáme\.$/, 'order:eat', {}],
      [
        'another password',
        /^Nesprávne prihlasovacie meno alebo heslo\.$/,
        'account:change_password',
        { current: 'not-the-password', next: 'a-New-Passphrase-7' },
      ],
      ['a card number', /^Údaje o karte sem nezadávajte/, 'order:cancel', { comment: '4111 1111 1111 1111' }],
    ]
    const without = ({ message, details, ...rest }: Failure) => ({ ...rest, has: Object.keys(details ?? {}) })
    for (const [what, text, event, payload] of asked) {
      const told = await failureOf(slovak.client, event, payload)
      const known = await failureOf(british.client, event, payload)
      expect(told.message, what).to.match(text)
      expect(told.message, what).not.to.match(english)
      expect(known.message, what).not.to.equal(told.message)
      expect(without(told), what).to.deep.equal(without(known))
    }
    expect((await failureOf(slovak.client, ...rate(slovakOrder.id))).message).to.equal('Objednávku môžete ohodnotiť, až keď bude doručená.')
    expect((await failureOf(british.client, ...rate(britishOrder.id))).message).to.equal(
      'You can rate an order after it has been delivered.',
    )
    await bring(staff, slovakOrder, 'delivered')
    await slovak.client.request(...rate(slovakOrder.id))
    expect((await failureOf(slovak.client, ...rate(slovakOrder.id))).message).to.equal('Túto objednávku ste už ohodnotili.')
  })

  it('is in the language that the browser of a guest asks for', async () => {
    const [slovak, other] = [await guest({ 'accept-language': 'sk-SK,sk;q=0.9,en;q=0.8' }), await guest({ 'accept-language': 'en' })]
    const wrong = { login: 'nobody-here', password: 'not-the-password' }
    expect((await failureOf(slovak, 'account:sign_in', wrong)).message).to.equal('Nesprávne prihlasovacie meno alebo heslo.')
    expect((await failureOf(other, 'account:sign_in', wrong)).message).to.equal(failures.invalid_credentials.message)
    const { login } = await makePerson(gateway.database)
    const taken = { login, email: `${login}@example.com`, password: 'password1', name: 'X' }
    expect((await failureOf(slovak, 'account:sign_up', taken)).message).to.equal(
      'Toto prihlasovacie meno je obsadené. Toto heslo je príliš bežné. Zvoľte si iné.',
    )
    expect((await failureOf(slovak, 'account:sign_up', { ...taken, login: 'x', name: '', email: '' })).message).to.match(
      /^Prihlasovacie meno: hodnota má nesprávny tvar; .*Meno: vyplňte toto pole/,
    )
    const refused = await refusal(connectClient(gateway.url, '/', { token: 'x' }, { 'accept-language': 'sk' }))
    expect(refused).to.include({ code: 'unauthenticated', message: 'Prihláste sa znova.' })
  })

  it('is in another language as soon as the account has it', async () => {
    const { client } = await customer('en')
    expect(await messageTo(client)).to.equal(failures.order_not_found.message)
    await client.request('account:update', { locale: 'sk' })
    await until(async () => (await messageTo(client)) === 'Túto objednávku sme nenašli.', 'refusals are Slovak')
  })

  it('is in the language of the account for staff', async () => {
    for (const [locale, message] of [
      ['en', failures.order_not_found.message],
      ['sk', 'Túto objednávku sme nenašli.'],
    ] as const) {
      const { token } = await speaker(locale, 'manager')
      const client = await connectStaff(gateway, token)
      expect((await failureOf(client, 'order:get', missing)).message).to.equal(message)
      client.close()
    }
  })

  it("is in the shop's first language where there are no texts in the reader's, and otherwise in English", async () => {
    const german = await customer('de-AT')
    const unknown = await guest({})
    const wrong = { categoryId: randomUUID() }
    expect(await messageTo(german.client)).to.equal(failures.order_not_found.message)
    const speak = async (locales: string[]) => {
      const file = await exportShop(gateway.database)
      if (!file) throw new Error('there is no shop')
      await applyShop(gateway.database, { ...file, shop: { ...file.shop, locales } })
    }
    await speak(['sk', 'en'])
    await until(async () => (await messageTo(german.client)) === 'Túto objednávku sme nenašli.', 'the first language of the shop is Slovak')
    expect((await failureOf(unknown, 'menu:list', wrong)).message).to.equal('Túto kategóriu nemáme v ponuke.')
    const { client } = await customer('en')
    expect(await messageTo(client)).to.equal(failures.order_not_found.message)
    const fresh = await connectGuest(gateway)
    expect((await failureOf(fresh, 'menu:list', wrong)).message).to.equal('Túto kategóriu nemáme v ponuke.')
    fresh.close()
  })
})
