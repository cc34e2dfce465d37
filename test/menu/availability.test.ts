import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Client } from '../support/client.ts'
import { arrive, connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { makeOwnDish } from '../support/own-dish.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe('the availability of a dish', () => {
  let gateway: TestGateway
  let staff: Staff
  let guest: Client<'/guest'>
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    guest = await connectGuest(gateway)
    customer = await arrive(gateway)
  })
  after(async () => {
    for (const client of [guest, customer.client]) client.close()
    await gateway.stop()
  })

  /** An ingredient with this much stock. */
  const ingredient = async (onHand: number, restockMinutes: number | null = null) => {
    const id = randomUUID()
    await gateway.database.query(
      `with i as (insert into ingredients (id, name, unit, restock_minutes, restock_quantity) values ($1, $1::uuid::text, 'piece', $3, 50) returning id)
       insert into stock (ingredient_id, on_hand) select id, $2 from i`,
      [id, onHand, restockMinutes],
    )
    return id
  }
  /** A dish that needs this much of it. */
  const dishOf = async (ingredientId: string, quantity = 1) => {
    const id = randomUUID()
    await gateway.database.query(
      `with p as (insert into products (id, category_id, name, description, price, prep_minutes)
         select $1, c.id, $1::uuid::text, 'scarce', 500, 10 from categories c limit 1 returning id)
       insert into recipes (product_id, ingredient_id, quantity) select p.id, $2, $3 from p`,
      [id, ingredientId, quantity],
    )
    // nothing announces a change that was made by hand: the node finds it with its next check
    await until(async () => (await guest.raw('menu:get', { productId: id })).ok, 'the dish is on the menu')
    return id
  }

  const place = async (productId: string, quantity = 1) =>
    (await customer.client.request('order:place', placement(productId, { items: [{ productId, quantity }] }))).order
  const cancel = (orderId: string) =>
    customer.client.request('order:cancel', { requestId: randomUUID(), orderId, reason: 'changed_my_mind' })
  const receive = (ingredientId: string, quantity: number) =>
    staff.warehouse.client.request('stock:receive', { requestId: randomUUID(), ingredientId, quantity })
  const switchTo = (productId: string, available: boolean) =>
    staff.kitchen.client.request('menu:set_availability', { productId, available })

  /** The availability pushes of a dish that a client received, in order. */
  const told = (client: Pick<Client<'/'>, 'heard'>, productId: string) =>
    client.heard
      .filter(({ event }) => event === 'menu:availability_changed')
      .map(({ payload }) => payload as { productId: string; available: boolean })
      .filter((push) => push.productId === productId)
      .map(({ available }) => available)
  /** Checks that both a guest and a customer received exactly these pushes of a dish. */
  const everybodyHears = async (productId: string, said: boolean[]) => {
    for (const client of [guest, customer.client]) {
      await until(async () => told(client, productId).length >= said.length, `${said} is heard`)
      expect(told(client, productId)).to.deep.equal(said)
    }
  }
  const shown = async (productId: string) => (await guest.request('menu:get', { productId })).product.available
  const listed = async (productId: string) =>
    (await customer.client.request('menu:list', { search: productId })).products.map(({ available }) => available)

  it('is the one of now when a node sends what another one that died has left', async () => {
    const dish = await dishOf(await ingredient(9))
    await gateway.database.query(
      `insert into outbox (audience, event, data, at) values ('{"menu":true}', 'menu:availability_changed',
         json_build_object('productId', $1::uuid, 'available', false), now() - interval '3 seconds')`,
      [dish],
    )
    await everybodyHears(dish, [true])
    expect(await shown(dish)).to.equal(true)
  })

  it('is pushed to guests and customers when it runs out and when it comes back, and the menu agrees', async () => {
    const ingredientId = await ingredient(2)
    const dish = await dishOf(ingredientId)
    const [first] = [await place(dish), await place(dish)]
    await everybodyHears(dish, [false])
    expect([await shown(dish), await listed(dish)]).to.deep.equal([false, [false]])
    expect(await refusal(place(dish))).to.include({ reason: 'insufficient_stock' })

    await cancel(first.id)
    await everybodyHears(dish, [false, true])
    expect([await shown(dish), await listed(dish)]).to.deep.equal([true, [true]])

    await place(dish)
    await everybodyHears(dish, [false, true, false])
    await receive(ingredientId, 1)
    await everybodyHears(dish, [false, true, false, true])
    await place(dish)
    await everybodyHears(dish, [false, true, false, true, false])
  })

  it('ends with the last choice of an option that must be chosen, and begins with the first', async () => {
    const sauce = await ingredient(1)
    const dish = await dishOf(await ingredient(9))
    const [optionId, ...choices] = [randomUUID(), randomUUID(), randomUUID()]
    const [mild = '', hot = ''] = choices
    await gateway.database.query(
      `with o as (insert into options (id, product_id, code, name, position, min_choices, max_choices) values ($1, $2, 'sauce', 'Sauce', 0, 1, 1))
       insert into choices (id, option_id, product_id, code, name, position, price, prep_minutes)
       select id, $1, $2, 'sauce-' || n, 'Sauce ' || n, n, 0, 0 from unnest($3::uuid[]) with ordinality c(id, n)`,
      [optionId, dish, choices],
    )
    await gateway.database.query('insert into choice_recipes (choice_id, ingredient_id, quantity) values ($1, $2, 1)', [hot, sauce])
    const switchChoice = (choiceId: string, available: boolean) =>
      staff.kitchen.client.request('menu:set_availability', { productId: dish, choiceId, available })

    await switchChoice(mild, false)
    await until(async () => {
      const [option] = (await guest.request('menu:get', { productId: dish })).product.options
      return expect(option?.choices.map(({ available }) => available)).to.deep.equal([false, true])
    }, 'the menu shows that one is left')
    expect(await shown(dish)).to.equal(true)
    await switchChoice(hot, false)
    await everybodyHears(dish, [false])
    expect([await shown(dish), await listed(dish)]).to.deep.equal([false, [false]])
    await switchChoice(hot, true)
    await everybodyHears(dish, [false, true])

    const items = [{ productId: dish, quantity: 1, choices: [hot] }]
    await customer.client.request('order:place', placement(dish, { items }))
    await everybodyHears(dish, [false, true, false])
    await receive(sauce, 1)
    await everybodyHears(dish, [false, true, false, true])
    expect(await shown(dish)).to.equal(true)
  })

  it('does not change when the kitchen uses reserved stock', async () => {
    const dish = await dishOf(await ingredient(1))
    const order = await place(dish)
    await everybodyHears(dish, [false])
    await bring(staff, order, 'delivered')
    const other = await dishOf(await ingredient(1))
    await place(other)
    await everybodyHears(other, [false])
    expect(told(guest, dish)).to.deep.equal([false])
  })

  it('is pushed for every dish with an ingredient, as soon as its stock is too low for the dish', async () => {
    const ingredientId = await ingredient(6)
    const [large, small] = [await dishOf(ingredientId, 4), await dishOf(ingredientId, 2)]
    await place(small, 2)
    await everybodyHears(large, [false])
    expect([await shown(large), await shown(small)]).to.deep.equal([false, true])
    await place(small)
    await everybodyHears(small, [false])
    await receive(ingredientId, 4)
    for (const dish of [large, small]) await everybodyHears(dish, [false, true])
  })

  it('does not change if the store can bring the ingredient', async () => {
    const dish = await dishOf(await ingredient(1, 20))
    await place(dish, 3)
    const empty = await dishOf(await ingredient(0, 20))
    const scarce = await dishOf(await ingredient(1))
    await place(scarce)
    await everybodyHears(scarce, [false])
    for (const each of [dish, empty]) {
      expect(told(guest, each)).to.deep.equal([])
      expect(await shown(each)).to.equal(true)
    }
  })

  it('follows the kitchen’s switch immediately', async () => {
    const dish = await dishOf(await ingredient(9))
    expect(await switchTo(dish, false)).to.deep.equal({ productId: dish, available: false })
    await everybodyHears(dish, [false])
    expect(await shown(dish)).to.equal(false)
    expect(await refusal(place(dish))).to.include({ reason: 'product_unavailable' })
    await switchTo(dish, false)
    await switchTo(dish, true)
    await everybodyHears(dish, [false, true])
    await place(dish)
  })

  it('depends on both: the switch changes nothing for a dish that has run out, nor stock for one that is switched off', async () => {
    const ingredientId = await ingredient(1)
    const dish = await dishOf(ingredientId)
    await place(dish)
    await everybodyHears(dish, [false])
    await switchTo(dish, false)
    await receive(ingredientId, 1)
    await until(async () => {
      const [row] = await gateway.database.query<{ in_stock: boolean }>('select in_stock from products where id = $1', [dish])
      return row?.in_stock === true
    }, 'the stock is seen')
    expect(await shown(dish)).to.equal(false)
    await switchTo(dish, true)
    await everybodyHears(dish, [false, true])
    expect(await shown(dish)).to.equal(true)
  })

  it('can be switched by the kitchen and the manager only', async () => {
    const dish = await dishOf(await ingredient(1))
    const attempt = staff.courier.client.request('menu:set_availability', { productId: dish, available: false })
    expect(await refusal(attempt)).to.include({ code: 'permission_denied', reason: 'role_required' })
    await staff.manager.client.request('menu:set_availability', { productId: dish, available: false })
    await everybodyHears(dish, [false])
    expect(await refusal(switchTo(randomUUID(), true))).to.include({ code: 'not_found', reason: 'product_not_found' })
    const answer = await staff.kitchen.client.raw('menu:set_availability', { productId: dish, available: 'no' })
    expect(answer.ok ? answer : answer.error.code).to.equal('invalid_argument')
  })

  it('does not end with an ingredient that can be left out: the quote says so, and the dish is ordered without it', async () => {
    const { ingredientId, productId } = await makeOwnDish(gateway, { onHand: 1, restockMinutes: null, removable: true })
    await until(async () => (await guest.raw('menu:get', { productId })).ok, 'the dish is on the menu')
    await place(productId)
    await gateway.database.call('refresh_menu_stock', [])
    await customer.client.request('order:pending', {})
    expect((await guest.request('menu:get', { productId })).product.available).to.equal(true)
    const { requestId, note, acceptDietaryConflicts, ...content } = placement(productId)
    const short = {
      line: 0,
      productId,
      name: productId,
      ingredient: { id: ingredientId, name: ingredientId },
      possible: 0,
      removable: true,
    }
    await until(async () => (await customer.client.request('order:quote', content)).shortages.length > 0, 'the quote knows the stock')
    expect((await customer.client.request('order:quote', content)).shortages).to.deep.equal([short])
    expect((await refusal(place(productId))).details).to.deep.equal({ shortages: [short] })
    const without = placement(productId, { items: [{ productId, quantity: 3, exclude: [ingredientId] }] })
    expect((await customer.client.request('order:place', without)).order.status).to.equal('placed')
  })
})
