import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Product } from '../../src/contract/index.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { arrive, connectGuest, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe('the options of a dish', () => {
  let gateway: TestGateway
  let pizza: Product
  let choices: Map<string, string>

  const find = async () => {
    const guest = await connectGuest(gateway)
    const found = (await guest.request('menu:list', { limit: 100 })).products.find(({ name }) => name === 'Pizza Margherita')
    guest.close()
    if (!found) throw new Error('there is no pizza')
    return found
  }

  before(async () => {
    gateway = await startTestGateway()
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    // the size must be chosen here
    const products = file.products.map((each) =>
      each.code === 'pizza-margherita'
        ? {
            ...each,
            options: each.options.map((option) =>
              option.code === 'size'
                ? {
                    ...option,
                    min: 1,
                    choices: [
                      { ...option.choices[0], code: 'small', name: 'Small', price: '0', prepMinutes: 0, recipe: {} },
                      ...option.choices,
                    ],
                  }
                : option,
            ),
          }
        : each,
    )
    await applyShop(gateway.database, { ...file, products })
    await until(async () => (await find()).options[0]?.min === 1, 'the size is required')
    pizza = await find()
    choices = new Map(pizza.options.flatMap((option) => option.choices.map(({ id, name }): [string, string] => [name, id])))
  })
  after(() => gateway.stop())

  const idsOf = (...names: string[]) => names.map((name) => choices.get(name) ?? '')
  const asked = (...names: string[]) => placement(pizza.id, { items: [{ productId: pizza.id, quantity: 2, choices: idsOf(...names) }] })
  const contentOf = ({ requestId, note, acceptDietaryConflicts, ...content }: ReturnType<typeof placement>) => content

  it('are on the menu, with prices, diets and allergens of their own', () => {
    expect(pizza.options.map(({ name, min, max }) => ({ name, min, max }))).to.deep.equal([
      { name: 'Size', min: 1, max: 1 },
      { name: 'Extras', min: 0, max: 4 },
    ])
    const extras = pizza.options[1]?.choices ?? []
    expect(extras.find(({ name }) => name === 'Extra mozzarella')).to.deep.include({
      price: { amount: 150, currency: 'EUR' },
      allergens: ['milk'],
    })
    expect(extras.find(({ name }) => name === 'Olives')?.diets).to.include('vegan')
    expect(extras.find(({ name }) => name === 'Prosciutto')?.diets).not.to.include('halal')
  })

  it('are in the price, the order, its repetition, the ticket, the receipt and the favourite', async () => {
    const { client } = await arrive(gateway)
    const kitchen = await connectNewStaff(gateway, 'kitchen')
    const wanted = asked('Large, 40 cm', 'Olives')
    const quote = await client.request('order:quote', contentOf(wanted))
    const unitPrice = pizza.price.amount + 350 + 100
    expect(quote.items[0]?.unitPrice.amount).to.equal(unitPrice)
    const { order } = await client.request('order:place', wanted)
    expect(order.total).to.deep.equal(quote.total)
    expect(order.items[0]).to.deep.include({ choices: quote.items[0]?.choices, unitPrice: quote.items[0]?.unitPrice })
    expect(order.items[0]?.choices?.map(({ option, name, price }) => [option, name, price.amount])).to.deep.equal([
      ['Size', 'Large, 40 cm', 350],
      ['Extras', 'Olives', 100],
    ])
    expect((await client.request('order:place', wanted)).order).to.deep.equal(order)
    expect((await client.request('order:get', { orderId: order.id })).order.items).to.deep.equal(order.items)
    const warehouse = await connectNewStaff(gateway, 'warehouse')
    await warehouse.client.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'confirmed' })
    const ticket = (await kitchen.client.request('order:get', { orderId: order.id })).order
    expect(ticket.items[0]?.choices?.map(({ name }) => name)).to.deep.equal(['Large, 40 cm', 'Olives'])
    const { favorites } = await client.request('favorite:save', { name: 'Friday', orderId: order.id })
    expect(favorites[0]?.items[0]).to.deep.include({ unitPrice: { amount: unitPrice, currency: 'EUR' } })
    expect(favorites[0]?.items[0]?.choices?.map(({ name, available }) => ({ name, available }))).to.deep.equal([
      { name: 'Large, 40 cm', available: true },
      { name: 'Olives', available: true },
    ])
    const again = await client.request('order:reorder', { requestId: randomUUID(), orderId: order.id })
    expect(again.order.items[0]?.choices).to.deep.equal(order.items[0]?.choices)
    const favorite = { favoriteId: favorites[0]?.id ?? '', delivery: wanted.delivery, paymentMethod: 'cash' as const }
    expect((await client.request('order:reorder', { requestId: randomUUID(), ...favorite })).order.items[0]?.choices).to.deep.equal(
      order.items[0]?.choices,
    )
    const { content } = await client.request('order:report', { format: 'csv', orderId: order.id })
    expect(Buffer.from(new Uint8Array(content)).toString('utf8')).to.include('Size: Large, 40 cm; Extras: Olives')
    for (const each of [client, kitchen.client, warehouse.client]) each.close()
  })

  it('reserve what their recipes need, and count the conflicts that they bring', async () => {
    const { client } = await arrive(gateway)
    const reserved = async () =>
      (
        await gateway.database.query<{ reserved: number }>(
          `select s.reserved from current_stock s join ingredients i on i.id = s.ingredient_id where i.code = 'olives'`,
        )
      )[0]?.reserved ?? 0
    const before = await reserved()
    await client.request('order:place', asked('Small', 'Olives'))
    expect(await reserved()).to.equal(before + 2 * 25)
    await client.request('account:update', { dietaryRestrictions: ['halal'] })
    await client.request('order:place', asked('Small'))
    const [conflict] = (await client.request('order:quote', contentOf(asked('Small', 'Prosciutto')))).dietaryConflicts
    expect(conflict?.ingredients.map(({ name, removable }) => ({ name, removable }))).to.deep.equal([
      { name: 'prosciutto', removable: false },
    ])
    expect(await refusal(client.request('order:place', asked('Small', 'Prosciutto')))).to.include({ reason: 'dietary_conflict' })
    client.close()
  })

  it('are refused with what is missing or not possible, by the quote as by the order', async () => {
    const { client } = await arrive(gateway)
    const espresso = (await client.request('menu:list', { search: 'espresso' })).products[0]
    const foreign = espresso?.options[0]?.choices[0]?.id ?? ''
    const cases: [reason: string, names: string[], more: string[]][] = [
      ['choice_required', [], []],
      ['choice_required', ['Olives'], []],
      ['choice_not_possible', ['Small', 'Large, 40 cm'], []],
      ['choice_not_possible', ['Small'], [foreign]],
      ['choice_not_possible', [], [randomUUID()]],
    ]
    for (const [reason, names, more] of cases) {
      const wanted = placement(pizza.id, { items: [{ productId: pizza.id, quantity: 1, choices: [...idsOf(...names), ...more] }] })
      const placed = await refusal(client.request('order:place', wanted))
      expect(placed, names.join()).to.include({ reason, code: 'invalid_argument' })
      expect(placed.details).to.deep.include({ fields: ['items[0].choices'], productId: pizza.id })
      expect(await refusal(client.request('order:quote', contentOf(wanted)))).to.deep.equal(placed)
    }
    const twice = placement(pizza.id, { items: [{ productId: pizza.id, quantity: 1, choices: [...idsOf('Small'), ...idsOf('Small')] }] })
    expect(await refusal(client.request('order:place', twice))).to.include({ code: 'invalid_argument' })
    client.close()
  })

  it('are switched off one by one by the kitchen: orders without one go on, and the shop file does not switch it on again', async () => {
    const { client } = await arrive(gateway)
    const { client: kitchen } = await connectNewStaff(gateway, 'kitchen')
    const [olives = ''] = idsOf('Olives')
    const switchTo = (available: boolean, choiceId = olives) =>
      kitchen.request('menu:set_availability', { productId: pizza.id, choiceId, available })
    const shown = async () => {
      const { product } = await client.request('menu:get', { productId: pizza.id })
      return [product.available, product.options[1]?.choices.find(({ id }) => id === olives)?.available]
    }
    const wanted = asked('Small', 'Olives')
    const { order } = await client.request('order:place', wanted)
    expect(await switchTo(false)).to.deep.equal({ productId: pizza.id, choiceId: olives, available: false })
    // placing knows it before the menu shows it
    const choices = [{ line: 0, productId: pizza.id, choiceId: olives, name: 'Olives' }]
    const refused = await refusal(client.request('order:place', asked('Small', 'Olives')))
    expect(refused).to.deep.include({ code: 'failed_precondition', reason: 'choice_unavailable', details: { choices } })
    expect(refused.message).to.include('Olives')
    await client.pushed('menu:changed', () => true)
    expect(await shown()).to.deep.equal([true, false])
    const { obstacles, items } = await client.request('order:quote', contentOf(wanted))
    expect(obstacles).to.deep.equal([{ reason: 'choice_unavailable', details: { choices } }])
    expect(items[0]?.available).to.equal(true)
    await client.request('order:place', asked('Small'))
    expect((await client.request('order:place', wanted)).order, 'what was ordered before stays').to.deep.equal(order)
    const again = await refusal(client.request('order:reorder', { requestId: randomUUID(), orderId: order.id }))
    expect(again.details).to.have.nested.property('skipped[0].reason', 'choice_unavailable')
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    await applyShop(gateway.database, file)
    expect(await refusal(client.request('order:place', asked('Small', 'Olives')))).to.include({ reason: 'choice_unavailable' })
    expect(await refusal(switchTo(false, randomUUID()))).to.include({ reason: 'choice_not_possible' })
    const [large = ''] = idsOf('Large, 40 cm')
    const ofAnother = kitchen.request('menu:set_availability', { productId: randomUUID(), choiceId: large, available: false })
    expect(await refusal(ofAnother)).to.include({ reason: 'choice_not_possible' })
    await switchTo(true)
    await client.request('order:place', asked('Small', 'Olives'))
    await until(async () => (await shown())[1] === true, 'it is on the menu again')
    const entries = await gateway.database.query<{ before: unknown; after: unknown }>(
      "select before, after from audit where event = 'menu:set_availability' and refused is null and payload ->> 'choiceId' = $1 order by at",
      [olives],
    )
    expect(entries.map(({ before, after }) => [before, after])).to.deep.equal([
      [{ available: true }, { available: false }],
      [{ available: false }, { available: true }],
    ])
    for (const each of [client, kitchen]) each.close()
  })

  it('leave the menu with the tap that takes their line out of an order, and are not offered instead', async () => {
    const { client } = await arrive(gateway)
    const { client: kitchen } = await connectNewStaff(gateway, 'kitchen')
    const { client: warehouse } = await connectNewStaff(gateway, 'warehouse')
    const [olives = '', rocket = ''] = idsOf('Olives', 'Rocket')
    const wanted = asked('Small', 'Olives')
    const { order } = await client.request('order:place', { ...wanted, items: [...wanted.items, ...asked('Small').items] })
    await warehouse.request('order:advance', { requestId: randomUUID(), orderId: order.id, to: 'confirmed' })
    const amend = (line: object) =>
      kitchen.request('order:amend', {
        requestId: randomUUID(),
        orderId: order.id,
        lines: [{ line: 0, quantity: 1, soldOutChoices: [olives], ...line }],
        reason: 'We are out of olives.',
      })
    const { order: amended } = await amend({})
    expect(amended.items.map(({ quantity }) => quantity)).to.deep.equal([1, 2])
    expect(await refusal(client.request('order:place', asked('Small', 'Olives')))).to.include({ reason: 'choice_unavailable' })
    const offered = (choice: string) => ({ substitute: { productId: pizza.id, quantity: 1, choices: [...idsOf('Small'), choice] } })
    await until(
      async () => (await client.request('order:quote', contentOf(wanted))).obstacles.length === 1,
      'the node knows that there are no olives',
    )
    expect(await refusal(amend(offered(olives)))).to.deep.include({ reason: 'choice_unavailable' })
    await amend(offered(rocket))
    await kitchen.request('menu:set_availability', { productId: pizza.id, choiceId: olives, available: true })
    for (const each of [client, kitchen, warehouse]) each.close()
  })

  it('are not available while there is too little for them, and leave a reorder when they are retired', async () => {
    const { client } = await arrive(gateway)
    const { order } = await client.request('order:place', asked('Small', 'Rocket'))
    const rocket = async () =>
      (await client.request('menu:get', { productId: pizza.id })).product.options[1]?.choices.find(({ name }) => name === 'Rocket')
        ?.available
    expect(await rocket()).to.equal(true)
    await gateway.database.query(`update ingredients set restock_minutes = null where code = 'rocket'`)
    await gateway.database.query(
      `update stock set on_hand = reserved + 19 where ingredient_id = (select id from ingredients where code = 'rocket')`,
    )
    await until(async () => (await rocket()) === false, 'there is no rocket')
    expect(await refusal(client.request('order:place', asked('Small', 'Rocket')))).to.include({ reason: 'insufficient_stock' })
    const file = await exportShop(gateway.database)
    if (!file) throw new Error('there is no shop')
    const products = file.products.map((each) => (each.code === 'pizza-margherita' ? { ...each, options: each.options.slice(0, 1) } : each))
    await applyShop(gateway.database, { ...file, products })
    const skipped = await refusal(client.request('order:reorder', { requestId: randomUUID(), orderId: order.id }))
    expect(skipped).to.include({ reason: 'nothing_to_order' })
    expect(skipped.details).to.deep.include({
      skipped: [{ productId: pizza.id, name: 'Pizza Margherita', quantity: 2, reason: 'choice_not_possible' }],
    })
    client.close()
  })
})
