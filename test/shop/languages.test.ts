import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { languageOf } from '../../src/menu/language.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe('the languages of the shop', () => {
  let gateway: TestGateway
  before(async () => {
    gateway = await startTestGateway()
  })
  after(() => gateway.stop())

  const arriveWith = async (locale: string) => {
    const customer = await arrive(gateway)
    await customer.client.request('account:update', { locale })
    return customer
  }
  const dish = async (search: string) => {
    const guest = await connectGuest(gateway)
    const [found] = (await guest.request('menu:list', { search, limit: 1 })).products
    guest.close()
    if (!found) throw new Error(`there is no ${search}`)
    return found
  }

  it('a guest reads the menu in the first one, or in the one that the request names', async () => {
    const guest = await connectGuest(gateway)
    const soup = { search: 'croutons', limit: 1 }
    const english = await guest.request('menu:list', soup)
    const slovak = await guest.request('menu:list', { ...soup, locale: 'sk-SK' })
    expect(english.products[0]?.name).to.equal('Garlic soup')
    expect(english.categories.map(({ name }) => name)).to.include('Soups')
    expect(slovak.products[0]).to.include({ name: 'Cesnaková polievka', id: english.products[0]?.id })
    expect(slovak.products[0]?.ingredients.map(({ name }) => name)).to.include('cesnak')
    expect(slovak.categories.map(({ name }) => name)).to.include('Polievky')
    expect((await guest.request('menu:list', { ...soup, locale: 'de' })).products).to.deep.equal(english.products)
    const { product } = await guest.request('menu:get', { productId: english.products[0]?.id ?? '', locale: 'sk' })
    expect(product.name).to.equal('Cesnaková polievka')
    guest.close()
  })

  it('a customer reads everything in the language of the account, and staff in the first one', async () => {
    const soup = await dish('croutons')
    const { client } = await arriveWith('sk')
    const kitchen = await connectNewStaff(gateway, 'manager')
    const { requestId, note, acceptDietaryConflicts, ...content } = placement(soup.id)
    expect((await client.request('menu:list', { categoryId: soup.categoryId })).products.map(({ name }) => name)).to.include(
      'Cesnaková polievka',
    )
    expect((await client.request('order:quote', content)).items[0]?.name).to.equal('Cesnaková polievka')
    const asked = placement(soup.id)
    const { order } = await client.request('order:place', asked)
    expect(order.items[0]?.name).to.equal('Cesnaková polievka')
    expect((await client.request('order:place', asked)).order.items, 'of the repetition').to.deep.equal(order.items)
    expect((await client.request('order:get', { orderId: order.id })).order.items).to.deep.equal(order.items)
    expect((await kitchen.client.request('order:get', { orderId: order.id })).order.items[0]?.name).to.equal('Garlic soup')
    const { favorites } = await client.request('favorite:save', { name: 'Obed', orderId: order.id })
    expect(favorites[0]?.items[0]?.name).to.equal('Cesnaková polievka')
    const statistics = await client.request('order:statistics', { bucket: 'all' })
    expect(statistics.byProduct[0]?.name).to.equal('Cesnaková polievka')
    expect(statistics.byCategory[0]?.name).to.equal('Polievky')
    const { content: csv } = await client.request('order:report', { format: 'csv', orderId: order.id })
    expect(Buffer.from(new Uint8Array(csv)).toString('utf8')).to.include('Cesnaková polievka')
    client.close()
    kitchen.client.close()
  })

  it('a refusal names dishes and ingredients in the language of the account', async () => {
    const duck = await dish('duck leg')
    const { client } = await arriveWith('sk')
    const refused = await refusal(client.request('order:place', placement(duck.id, { items: [{ productId: duck.id, quantity: 50 }] })))
    expect(refused).to.include({ reason: 'insufficient_stock' })
    expect(JSON.stringify(refused.details)).to.include('kačacie stehno').and.to.include('Pečené kačacie stehno')
    await client.request('account:update', { dietaryRestrictions: ['vegan'] })
    const conflict = await refusal(client.request('order:place', placement(duck.id)))
    expect(JSON.stringify(conflict.details)).to.include('Pečené kačacie stehno')
    const impossible = placement(duck.id, { items: [{ productId: duck.id, quantity: 1, exclude: [randomUUID()] }] })
    expect((await refusal(client.request('order:place', impossible))).message).to.include('Pečené kačacie stehno')
    client.close()
  })

  it('a change of the language counts at once', async () => {
    const { client } = await arriveWith('sk')
    const names = async () => (await client.request('menu:list', { search: 'croutons' })).products.map(({ name }) => name)
    expect(await names()).to.deep.equal(['Cesnaková polievka'])
    await client.request('account:update', { locale: 'en' })
    expect(await names()).to.deep.equal(['Garlic soup'])
    client.close()
  })

  it('an order keeps its names when the file gives the dish others', async () => {
    const soup = await dish('squeeze')
    const { client } = await arriveWith('sk')
    const { order } = await client.request('order:place', placement(soup.id))
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    const renamed = file.products.map((each) =>
      each.code === 'red-lentil-soup' ? { ...each, name: { en: 'Renamed soup', sk: 'Premenovaná polievka' } } : each,
    )
    await applyShop(gateway.database, { ...file, products: renamed })
    const again = await client.request('order:get', { orderId: order.id })
    expect(again.order.items[0]?.name).to.equal('Polievka z červenej šošovice')
    await until(
      async () => (await client.request('menu:get', { productId: soup.id })).product.name === 'Premenovaná polievka',
      'the new name',
    )
    client.close()
  })

  const deliver = async (staff: Staff, orderId: string) => {
    const advance = (who: Staff[keyof Staff], to: 'confirmed' | 'in_preparation' | 'ready_for_pickup') =>
      who.client.request('order:advance', { requestId: randomUUID(), orderId, to })
    await advance(staff.warehouse, 'confirmed')
    await advance(staff.kitchen, 'in_preparation')
    await advance(staff.kitchen, 'ready_for_pickup')
  }

  it('a notification is in the language of the account, otherwise in the first one of the shop, otherwise in English', async () => {
    const soup = await dish('croutons')
    const staff = await staffOf(gateway)
    const titles = async (locale: string) => {
      const { client } = await arriveWith(locale)
      const { order } = await client.request('order:place', placement(soup.id))
      await deliver(staff, order.id)
      const { notifications } = await client.request('notification:list', {})
      client.close()
      return notifications.map(({ title }) => title.replace(String(order.number), 'N'))
    }
    expect(await titles('sk')).to.include('Objednávka N je potvrdená')
    expect(await titles('de')).to.include('Order N is confirmed')
    await gateway.database.query("update store set locales = '{sk,en}'")
    expect(await titles('de')).to.include('Objednávka N je potvrdená')
    await gateway.database.query("update store set locales = '{ja,sk}'")
    expect(await titles('de')).to.include('Order N is confirmed')
    await gateway.database.query("update store set locales = '{en,sk}'")
    for (const { client } of Object.values(staff)) client.close()
  })

  it('are chosen in the same way by SQL and by the node', async () => {
    const tag = fc.constantFrom('en', 'en-GB', 'EN-gb', 'sk', 'sk-SK', 'pt', 'pt-BR', 'pt-PT', 'zh-Hant-TW', 'zh', '')
    const locales = fc.uniqueArray(fc.constantFrom('en', 'en-GB', 'sk', 'pt-BR', 'pt-PT', 'zh'), { minLength: 1 })
    await fc.assert(
      fc.asyncProperty(tag, locales, async (locale, offered) => {
        const [row] = await gateway.database.query<{ language: string }>('select language_of($1, $2::text[]) as language', [
          locale,
          offered,
        ])
        expect(languageOf(locale, offered)).to.equal(row?.language)
      }),
      { numRuns: 200 },
    )
  })
})
