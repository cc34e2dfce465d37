import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { type ShopEntry, type ShopSection, shopSection } from '../../src/contract/index.ts'
import { slovak } from '../../src/errors/slovak.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { retireEntry, saveEntry } from '../../src/shop/edit/edit.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { listNames, shopFile } from '../../src/shop/schema/file.ts'
import type { Client } from '../support/client.ts'
import { arrive, connectGuest, connectNewStaff, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { connectToDatabase } from '../support/postgres.ts'
import { randomShop } from '../support/random-shop.ts'
import { refusal } from '../support/refusal.ts'
import { rejection } from '../support/rejection.ts'
import { until } from '../support/until.ts'

describe('the back office', () => {
  let nodes: [TestGateway, TestGateway]
  let manager: Client<'/staff'>
  let other: Client<'/staff'>

  before(async () => {
    const one = await startTestGateway()
    nodes = [one, await startTestGateway({ on: { url: one.databaseUrl } })]
    manager = (await connectNewStaff(nodes[0], 'manager')).client
    other = (await connectNewStaff(nodes[1], 'manager')).client
  })
  after(async () => {
    for (const client of [manager, other]) client.close()
    await nodes[1].stop()
    await nodes[0].stop()
  })

  const sectionOf = async (section: ShopSection, limit = 100): Promise<ShopEntry[]> => {
    const entries: ShopEntry[] = []
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await manager.request('shop:export', { section, limit, ...(cursor !== undefined && { cursor }) })
      entries.push(...page.entries.map(({ entry, etag }) => ({ entry, etag })))
      cursor = page.nextCursor
    }
    return entries
  }
  const find = async (section: ShopSection, code: string): Promise<ShopEntry> => {
    const found = (await sectionOf(section)).find(({ entry }) => entry.code === code)
    if (!found) throw new Error(`${section} has no ${code}`)
    return found
  }
  const exported = async () => {
    const file = await exportShop(nodes[0].database)
    if (!file) throw new Error('there is no shop')
    return file
  }
  const saveDish = (by: Client<'/staff'>, { entry, etag }: ShopEntry, change: object) =>
    by.request('product:save', { requestId: randomUUID(), entry: { ...entry, ...change }, etag })

  it('reads every section of the file, page by page', async () => {
    expect(shopSection.options).to.deep.equal(['shop', ...listNames])
    const file = await exported()
    for (const list of listNames)
      expect((await sectionOf(list, 7)).map(({ entry }) => entry)).to.deep.equal(JSON.parse(JSON.stringify(file[list])))
    const { entries: listed } = await manager.request('shop:export', { section: 'products', limit: 1 })
    const guest = await connectGuest(nodes[0])
    const { product } = await guest.request('menu:get', { productId: listed[0]?.id ?? '' })
    expect(product.price.amount / 100).to.equal(Number(listed[0]?.entry.price))
    guest.close()
    expect((await sectionOf('shop')).map(({ entry }) => entry)).to.deep.equal([JSON.parse(JSON.stringify(file.shop))])
  })

  it('is for managers alone', async () => {
    const { client } = await connectNewStaff(nodes[0], 'kitchen')
    expect(await refusal(client.request('shop:export', { section: 'shop' }))).to.include({ reason: 'role_required' })
    expect(await refusal(client.request('product:retire', { requestId: randomUUID(), code: 'espresso' }))).to.include({
      reason: 'role_required',
    })
    client.close()
  })

  it('refuses a picture in the language of the manager, or of the browser where there is no session', async () => {
    const { id, token } = await makePerson(nodes[0].database, 'manager')
    await nodes[0].database.query("update accounts set locale = 'sk' where id = $1", [id])
    const upload = async (headers: Record<string, string>) => {
      const answer = await fetch(`${nodes[0].url}/pictures`, { method: 'POST', body: 'no picture', headers })
      return [answer.status, JSON.parse(await answer.text())]
    }
    const authorization = `Bearer ${token}`
    const [status, { error }] = await upload({ authorization, 'accept-language': 'en' })
    expect([status, error.reason]).to.deep.equal([400, 'picture_not_readable'])
    expect(error.message).to.equal(slovak.reason('picture_not_readable'))
    expect(await upload({ 'accept-language': 'sk' }))
      .to.deep.include.members([401])
      .and.have.nested.property('[1].error.message', slovak.sendToken())
  })

  it('changes a dish for everybody on every node, and its export is a file again', async () => {
    const guest = await connectGuest(nodes[1])
    const { version } = await guest.request('menu:list', {})
    const told = guest.pushed('menu:changed')
    const saved = await saveDish(manager, await find('products', 'espresso'), {
      price: '2.65',
      name: { en: 'Small espresso', sk: 'Malé espresso' },
    })
    expect(saved.entry).to.deep.include({ code: 'espresso', price: '2.65' })
    expect(await told).to.deep.equal({ version: version + 1 })
    const [dish] = (await guest.request('menu:list', { search: 'small espresso' })).products
    expect(dish?.price.amount).to.equal(265)
    expect(await find('products', 'espresso')).to.deep.equal(saved)
    const file = await exported()
    expect(shopFile.safeParse(file).success).to.equal(true)
    expect(await applyShop(nodes[0].database, file)).to.deep.equal([])
    guest.close()
  })

  it('saves a dish that is as it was without telling anybody, and once for each requestId', async () => {
    const before = await find('products', 'tiramisu')
    const versions = () => nodes[0].database.query('select settings_version, menu_version from store')
    const known = await versions()
    expect(await saveDish(manager, before, {})).to.deep.equal(before)
    expect(await versions()).to.deep.equal(known)
    const request = { requestId: randomUUID(), entry: { ...before.entry, price: '6.66' }, etag: before.etag }
    const answer = await manager.request('product:save', request)
    expect(await manager.request('product:save', request), 'the etag is old by now').to.deep.equal(answer)
  })

  it('adds a dish, which can be ordered, and refuses a code that is taken', async () => {
    const entry = {
      code: 'dumplings',
      category: 'soups',
      name: 'Dumplings',
      price: '7.5',
      prepMinutes: 9,
      recipe: { potatoes: 80 },
      options: [{ code: 'size', name: 'Size', min: 1, choices: [{ code: 'large', name: 'Large', price: '1.50' }] }],
    }
    const add = () => manager.request('product:save', { requestId: randomUUID(), entry })
    const { entry: saved } = await add()
    expect(saved).to.deep.include({ price: '7.50', removable: [] })
    expect(await refusal(add())).to.include({ code: 'already_exists', reason: 'code_taken' })
    const { client } = await arrive(nodes[0])
    const sought = async () => (await client.request('menu:list', { search: 'dumplings' })).products.find(({ name }) => name === entry.name)
    const dish = await until(sought, 'the new dish is sold')
    const productId = dish?.id ?? ''
    const items = [{ productId, quantity: 1, choices: [dish?.options[0]?.choices[0]?.id ?? ''] }]
    const { order } = await client.request('order:place', placement(productId, { items }))
    expect(order.subtotal.amount).to.equal(900)
    client.close()
  })

  it('names every field at fault at once, also what the form alone cannot say', async () => {
    const { entry, etag } = await find('products', 'tiramisu')
    const wrong = {
      ...entry,
      name: { sk: 'Tiramisu' },
      price: '8.505',
      prepMinutes: -1,
      category: 'nowhere',
      recipe: { gold: 1 },
      colour: 'brown',
      options: [{ code: 'size', name: 'Size', min: 3, choices: [{ code: 'large', name: '', price: '1' }] }],
    }
    const failure = await refusal(manager.request('product:save', { requestId: randomUUID(), entry: wrong, etag }))
    expect(failure).to.include({ code: 'invalid_argument' }).and.not.to.have.property('reason')
    expect(failure.details).to.have.deep.property('faults', [
      { field: 'entry.prepMinutes', rule: 'too_small', limit: 0 },
      { field: 'entry.options[0].choices[0].name', rule: 'too_short', limit: 1 },
      { field: 'entry.colour', rule: 'unknown' },
      { field: 'entry.name', rule: 'required' },
      { field: 'entry.price', rule: 'decimals' },
      { field: 'entry.category', rule: 'not_found' },
      { field: 'entry.recipe.gold', rule: 'not_found' },
      { field: 'entry.options[0].min', rule: 'too_big', limit: 1 },
    ])
    const [taken] = await sectionOf('products')
    const again = await refusal(saveDish(manager, { entry, etag }, { name: taken?.entry.name, price: 'much' }))
    expect(again.details).to.have.deep.property('faults', [
      { field: 'entry.price', rule: 'format' },
      { field: 'entry.name', rule: 'taken' },
    ])
    const fresh = await refusal(manager.request('product:save', { requestId: randomUUID(), entry: { code: 'New', category: 'nowhere' } }))
    expect(fresh.details).to.have.deep.property('fields', [
      'entry.code',
      'entry.name',
      'entry.price',
      'entry.prepMinutes',
      'entry.recipe',
      'entry.category',
    ])
  })

  it('tells the second of two managers that the first has changed the dish, and shows it', async () => {
    const read = await find('products', 'panna-cotta')
    const first = await saveDish(manager, read, { prepMinutes: 21 })
    const failure = await refusal(saveDish(other, read, { prepMinutes: 22 }))
    expect(failure).to.include({ code: 'aborted', reason: 'entry_changed', retryable: false })
    expect(failure.details).to.deep.equal({ current: first })
    await saveDish(other, { entry: read.entry, etag: first.etag }, { prepMinutes: 22 })
    expect((await find('products', 'panna-cotta')).entry.prepMinutes).to.equal(22)
    const both = await Promise.allSettled(
      [manager, other].map(async (by, n) => saveDish(by, await find('products', 'panna-cotta'), { prepMinutes: 30 + n })),
    )
    expect(both.some(({ status }) => status === 'fulfilled')).to.equal(true)
  })

  it('retires what nothing needs, and brings it back with its id', async () => {
    const id = async () =>
      (await nodes[0].database.query<{ id: string }>("select id from products where code = 'chocolate-banana-mousse'"))[0]?.id
    const before = await id()
    const { entry, etag } = await find('products', 'chocolate-banana-mousse')
    const needed = await refusal(manager.request('category:retire', { requestId: randomUUID(), code: String(entry.category) }))
    expect(needed).to.include({ code: 'failed_precondition', reason: 'entry_in_use' })
    expect(needed.details).to.have.property('usedBy').that.includes('products.chocolate-banana-mousse')
    const old = { requestId: randomUUID(), code: 'chocolate-banana-mousse', etag: 'old' }
    expect(await refusal(manager.request('product:retire', old))).to.include({ reason: 'entry_changed' })
    await manager.request('product:retire', { requestId: randomUUID(), code: 'chocolate-banana-mousse', etag })
    expect((await sectionOf('products')).some((each) => each.entry.code === 'chocolate-banana-mousse')).to.equal(false)
    const gone = await refusal(manager.request('product:retire', { requestId: randomUUID(), code: 'chocolate-banana-mousse' }))
    expect(gone).to.include({ code: 'not_found', reason: 'entry_not_found' })
    const late = await refusal(saveDish(other, { entry, etag }, { prepMinutes: 3 }))
    expect(late, 'a dish that was retired meanwhile does not come back by accident').to.include({ reason: 'entry_changed' })
    await manager.request('product:save', { requestId: randomUUID(), entry })
    expect(await id()).to.equal(before)
  })

  it('lists what is retired with all that it had, and brings it back', async () => {
    const retiredOf = async () => (await manager.request('shop:export', { section: 'products', retired: true })).entries
    const { entry } = (await sectionOf('products')).find((each) => Array.isArray(each.entry.options) && each.entry.options.length > 0) ?? {}
    if (!entry) throw new Error('no dish has options')
    const isIt = (each: ShopEntry) => each.entry.code === entry.code
    expect((await retiredOf()).some(isIt)).to.equal(false)
    await manager.request('product:retire', { requestId: randomUUID(), code: String(entry.code) })
    const retired = (await retiredOf()).find(isIt)
    expect(retired?.entry).to.deep.equal(entry)
    await manager.request('product:save', { requestId: randomUUID(), entry: retired?.entry ?? {} })
    expect((await retiredOf()).some(isIt)).to.equal(false)
    expect((await find('products', String(entry.code))).entry).to.deep.equal(entry)
    expect((await manager.request('shop:export', { section: 'shop', retired: true })).entries).to.deep.equal([])
  })

  it('leaves an entry where it is that moves before itself', async () => {
    const before = await sectionOf('categories')
    const code = String(before[1]?.entry.code)
    expect(await manager.request('category:move', { requestId: randomUUID(), code, before: code })).to.deep.equal({ code })
    expect(await sectionOf('categories')).to.deep.equal(before)
    expect(await refusal(manager.request('category:move', { requestId: randomUUID(), code: 'nowhere', before: 'nowhere' }))).to.include({
      reason: 'entry_not_found',
    })
  })

  it('adds an ingredient and a category, moves the category, and retires both', async () => {
    await manager.request('ingredient:save', { requestId: randomUUID(), entry: { code: 'gold', name: 'Gold', unit: 'g', openingStock: 5 } })
    const stock = (await manager.request('stock:list', { search: 'Gold', limit: 100 })).stock
    expect(stock.map(({ ingredient, onHand }) => [ingredient.name, onHand])).to.deep.include(['Gold', 5])
    await manager.request('category:save', {
      requestId: randomUUID(),
      entry: { code: 'specials', name: { en: 'Specials', sk: 'Špeciality' } },
    })
    const codes = (await sectionOf('categories')).map(({ entry }) => String(entry.code))
    expect(codes.at(-1)).to.equal('specials')
    const [first = ''] = codes
    const inOrder = async () => (await sectionOf('categories')).map(({ entry }) => entry.code)
    await manager.request('category:move', { requestId: randomUUID(), code: 'specials', before: first })
    expect(await inOrder()).to.deep.equal(['specials', ...codes.slice(0, -1)])
    await manager.request('category:move', { requestId: randomUUID(), code: 'specials' })
    expect(await inOrder()).to.deep.equal(codes)
    const unknown = { requestId: randomUUID(), code: 'specials', before: 'nowhere' }
    expect(await refusal(manager.request('category:move', unknown))).to.include({ reason: 'entry_not_found' })
    await manager.request('category:retire', { requestId: randomUUID(), code: 'specials' })
    await manager.request('ingredient:retire', { requestId: randomUUID(), code: 'gold' })
  })

  it('puts the dishes of a category in order, on the menu of everybody', async () => {
    const { client: guest } = await arrive(nodes[1])
    const drinks = async () => {
      const { categories } = await guest.request('menu:list', { limit: 1 })
      const categoryId = categories.find(({ name }) => name === 'Drinks')?.id
      return (await guest.request('menu:list', { categoryId })).products.map(({ name }) => name)
    }
    const before = await drinks()
    const [first = '', ...others] = (await sectionOf('products')).flatMap(({ entry }) =>
      entry.category === 'drinks' ? String(entry.code) : [],
    )
    await manager.request('product:move', { requestId: randomUUID(), code: others.at(-1) ?? '', before: first })
    await until(async () => expect(await drinks()).to.deep.equal([before.at(-1), ...before.slice(0, -1)]), 'the last is the first')
    const paged: string[] = []
    for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
      const page = await guest.request('menu:list', { limit: 3, ...(cursor !== undefined && { cursor }) })
      paged.push(...page.products.map(({ name }) => name))
      cursor = page.nextCursor
    }
    expect(paged.slice(-before.length)).to.deep.equal(await drinks())
    guest.close()
  })

  it('adds a promotion, and tells when two have the same code', async () => {
    const entry = { code: 'hello', promotionCode: 'welcome 10', name: 'Welcome', percent: 10 }
    const { entry: saved } = await manager.request('promotion:save', { requestId: randomUUID(), entry })
    expect(saved).to.include({ promotionCode: 'WELCOME10', percent: 10 })
    const second = { ...entry, code: 'again', from: '2030-02-02', until: '2030-02-01' }
    const { details } = await refusal(manager.request('promotion:save', { requestId: randomUUID(), entry: second }))
    expect(details).to.have.deep.property('faults', [
      { field: 'entry.promotionCode', rule: 'taken' },
      { field: 'entry.until', rule: 'later_than_from' },
    ])
    await manager.request('promotion:retire', { requestId: randomUUID(), code: 'hello' })
  })

  it('changes the settings, and names the entries that they would break', async () => {
    const [read] = await sectionOf('shop')
    if (!read) throw new Error('there are no settings')
    // a push says that what was loaded is old, so a node pushes nothing before it has read the shop
    await other.request('shop:get', {})
    const told = other.pushed('shop:changed')
    const saved = await manager.request('shop:save', {
      requestId: randomUUID(),
      entry: { ...read.entry, name: 'The other kitchen' },
      etag: read.etag,
    })
    await told
    await until(async () => (await other.request('shop:get', {})).name === 'The other kitchen', 'the other node has the name')
    const unread = await refusal(manager.request('shop:save', { requestId: randomUUID(), entry: saved.entry }))
    expect(unread).to.include({ reason: 'entry_changed' })
    const yen = { requestId: randomUUID(), entry: { ...saved.entry, currency: 'JPY' }, etag: saved.etag }
    const { details } = await refusal(manager.request('shop:save', yen))
    expect(details)
      .to.have.property('fields')
      .that.includes('entry.delivery.fee')
      .and.satisfies((fields: string[]) => fields.some((field) => /^products\..+\.price$/.test(field)))
  })

  it('saves an entry although another one breaks a rule that is newer than it', async () => {
    await nodes[0].database.query("update products set image = '/' || repeat('x', 900) where code = 'garlic-soup'")
    await saveDish(manager, await find('products', 'espresso'), { prepMinutes: 4 })
    const failure = await refusal(saveDish(manager, await find('products', 'garlic-soup'), { prepMinutes: 4 }))
    expect(failure.details).to.have.deep.property('faults', [{ field: 'entry.image', rule: 'too_long', limit: 500 }])
    await nodes[0].database.query("update products set image = null where code = 'garlic-soup'")
  })

  it('gives way to a file that is applied later', async () => {
    const { database, drop } = connectToDatabase(nodes[0].databaseUrl)
    const file = await exported()
    await saveDish(manager, await find('products', 'espresso'), { price: '9.99' })
    await applyShop(database, file)
    expect(await exported()).to.deep.equal(file)
    await drop()
  })

  it('keeps its currency while an order is open', async () => {
    const file = await exported()
    const change = () => applyShop(nodes[0].database, { ...file, shop: { ...file.shop, currency: 'CZK' } }, { dryRun: true })
    expect(await rejection(change())).to.have.property('message', 'shop.currency: must stay EUR while there are open orders')
    const { orders } = await manager.request('queue:list', { limit: 100 })
    for (const { id: orderId } of orders) await manager.request('order:advance', { requestId: randomUUID(), orderId, to: 'rejected' })
    expect(await change()).not.to.deep.equal([])
  })

  it('makes the same shop entry by entry as a file does at once, and retires it again', async () => {
    const { database } = nodes[0]
    await fc.assert(
      fc.asyncProperty(randomShop, async (file) => {
        await applyShop(database, { ...file, promotions: [], products: [], ingredients: [], categories: [] })
        for (const list of listNames)
          for (const entry of file[list]) await database.transact((transaction) => saveEntry(transaction, list, { entry: { ...entry } }))
        const byHand = await exported()
        expect(await applyShop(database, file)).to.deep.equal([])
        expect(byHand).to.deep.equal(await exported())
        for (const list of ['promotions', 'products', 'ingredients', 'categories'] as const)
          for (const { code } of file[list]) await database.transact((transaction) => retireEntry(transaction, list, { code }))
        expect(await exported()).to.deep.include({ categories: [], ingredients: [], products: [], promotions: [] })
      }),
      { numRuns: 4 },
    )
  })
})
