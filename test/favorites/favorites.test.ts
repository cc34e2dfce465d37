import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('favourites and reordering', () => {
  let gateway: TestGateway
  let customer: Customer

  before(async () => {
    gateway = await startTestGateway()
  })
  beforeEach(async () => {
    customer = await arrive(gateway)
  })
  afterEach(() => customer.client.close())
  after(() => gateway.stop())

  /** A dish with one portion of a new ingredient that the store cannot bring, and an ingredient that can be left out. */
  const makeDish = async ({ onHand = 100, price = 500 } = {}) => {
    const [id, ingredientId, extraId] = [randomUUID(), randomUUID(), randomUUID()]
    await gateway.database.query(
      `with i as (
         insert into ingredients (id, name, unit, restock_minutes, restock_quantity)
         values ($2::uuid, $2::uuid::text, 'piece', null, 50), ($3::uuid, $3::uuid::text, 'piece', null, 50)
       ), s as (
         insert into stock (ingredient_id, on_hand) values ($2, $4), ($3, 1000)
       ), p as (
         insert into products (id, category_id, name, description, price, prep_minutes)
         select $1::uuid, c.id, 'Dish ' || $1::uuid, 'made', $5, 10 from categories c limit 1
       )
       insert into recipes (product_id, ingredient_id, quantity, removable) values ($1, $2, 1, false), ($1, $3, 1, true)`,
      [id, ingredientId, extraId, onHand, price],
    )
    return { id, name: `Dish ${id}`, ingredientId, extraId }
  }

  const place = async (more: Parameters<typeof placement>[1] = {}) =>
    (await customer.client.request('order:place', placement('', more))).order

  const change = (sql: string, ...bind: unknown[]) => gateway.database.query(sql, bind)

  const ordersOf = async ({ id }: Customer) => (await change('select id from orders where account_id = $1', id)).length

  describe('a favourite', () => {
    it('keeps an order or a list of items under a name, and shows its current price', async () => {
      const [one, two] = [await makeDish(), await makeDish()]
      const items = [
        { productId: one.id, quantity: 2, exclude: [one.extraId], note: 'hot' },
        { productId: two.id, quantity: 1 },
      ]
      const order = await place({ items })
      await change('update products set price = 550 where id = $1', one.id)
      await change('update products set available = false where id = $1', two.id)
      await customer.client.request('favorite:save', { name: 'Sunday', orderId: order.id })
      const { favorites } = await customer.client.request('favorite:save', { name: 'Friday', items })
      const price = (amount: number) => ({ amount, currency: 'EUR' })
      const shown = [
        { productId: one.id, name: one.name, quantity: 2, exclude: [one.extraId], note: 'hot', unitPrice: price(550), available: true },
        { productId: two.id, name: two.name, quantity: 1, exclude: [], unitPrice: price(500), available: false },
      ]
      expect(favorites.map(({ name }) => name)).to.deep.equal(['Friday', 'Sunday'])
      for (const favorite of favorites) expect(favorite.items).to.deep.equal(shown)
      expect((await customer.client.request('favorite:list', {})).favorites).to.deep.equal(favorites)
    })

    it("is told to the customer's other devices when it is saved or removed, and not when it is refused", async () => {
      const other = await connectCustomer(gateway, customer.token)
      const save = (name: string) => customer.client.request('favorite:save', { name, items: [{ productId: dish.id, quantity: 1 }] })
      const dish = await makeDish()
      const [favorite] = (await save('Lunch')).favorites
      await customer.client.request('favorite:remove', { favoriteId: favorite?.id ?? '' })
      await refusal(customer.client.request('favorite:remove', { favoriteId: favorite?.id ?? '' }))
      await save('Dinner')
      const told = () => other.heard.flatMap(({ event, payload }) => (event === 'account:changed' ? [payload] : []))
      await other.pushed('account:changed', ({ seq }) => seq === 3)
      expect(told()).to.have.length(3)
      for (const push of told()) expect(push).to.deep.include({ data: { changed: ['favorites'] } })
      other.close()
    })

    it('is replaced by another one with its name, and can be removed', async () => {
      const [one, two] = [await makeDish(), await makeDish()]
      const save = (productId: string) => customer.client.request('favorite:save', { name: 'Lunch', items: [{ productId, quantity: 1 }] })
      const first = (await save(one.id)).favorites[0]
      const { favorites } = await save(two.id)
      expect(favorites).to.have.length(1)
      expect(favorites[0]?.id).to.equal(first?.id)
      expect(favorites[0]?.items[0]?.name).to.equal(two.name)
      expect((await customer.client.request('favorite:remove', { favoriteId: first?.id ?? '' })).favorites).to.deep.equal([])
    })

    it('is one of at most 50, even when saved on several devices at once', async () => {
      const { id: productId } = await makeDish()
      const save = (n: number) => customer.client.request('favorite:save', { name: `Number ${n}`, items: [{ productId, quantity: 1 }] })
      const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => save(n)))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(50)
      expect(await refusal(save(99))).to.include({ code: 'resource_exhausted', reason: 'too_many_favorites' })
      const { favorites } = await customer.client.request('favorite:list', {})
      expect(favorites).to.have.length(50)
      await customer.client.request('favorite:save', { name: favorites[0]?.name ?? '', items: [{ productId, quantity: 9 }] })
    })

    it('never exceeds the size of a reply', async () => {
      const { id: productId } = await makeDish()
      const items = Array.from({ length: 50 }, () => ({ productId, quantity: 1, note: '🍕'.repeat(250) }))
      const save = (n: number) => customer.client.request('favorite:save', { name: `Long ${n}`, items })
      const failures = []
      for (let n = 0; n < 10; n++)
        failures.push(
          ...(await save(n).then(
            () => [],
            (error) => [error],
          )),
        )
      expect(failures.length).to.be.greaterThan(0)
      expect(await refusal(Promise.reject(failures[0]))).to.include({ reason: 'too_many_favorites' })
      expect(JSON.stringify(await customer.client.request('favorite:list', {})).length).to.be.lessThan(1_000_000)
    })

    it('is refused if it is empty or contains unknown dishes', async () => {
      const dish = await makeDish()
      const stranger = await arrive(gateway)
      const theirs = (await stranger.client.request('order:place', placement(dish.id))).order.id
      const item = { productId: dish.id, quantity: 1 }
      await stranger.client.request('favorite:save', { name: 'Mine', items: [item] })
      const [favorite] = (await stranger.client.request('favorite:list', {})).favorites
      const cases: [string, object, string][] = [
        ['favorite:save', { name: 'Nothing', items: [] }, 'invalid_argument'],
        ['favorite:save', { name: 'Neither' }, 'invalid_argument'],
        ['favorite:save', { name: 'Both', items: [item], orderId: theirs }, 'invalid_argument'],
        ['favorite:save', { name: ' ', items: [item] }, 'invalid_argument'],
        ['favorite:save', { name: 'Theirs', orderId: theirs }, 'order_not_found'],
        ['favorite:save', { name: 'Unknown', items: [{ productId: randomUUID(), quantity: 1 }] }, 'product_not_found'],
        ['favorite:save', { name: 'Bare', items: [{ ...item, exclude: [dish.ingredientId] }] }, 'ingredient_not_removable'],
        ['favorite:remove', { favoriteId: favorite?.id }, 'favorite_not_found'],
        ['order:reorder', { requestId: randomUUID(), favoriteId: favorite?.id }, 'favorite_not_found'],
        ['order:reorder', { requestId: randomUUID(), orderId: theirs }, 'order_not_found'],
        ['order:reorder', { requestId: randomUUID() }, 'invalid_argument'],
        ['order:reorder', { orderId: theirs }, 'invalid_argument'],
      ]
      for (const [event, payload, reason] of cases) {
        const answer = await customer.client.raw(event, payload)
        if (answer.ok) throw new Error(`${event} ${JSON.stringify(payload)} was accepted`)
        expect(answer.error.reason ?? answer.error.code, JSON.stringify(payload)).to.equal(reason)
      }
      expect((await customer.client.request('favorite:list', {})).favorites).to.deep.equal([])
      stranger.client.close()
    })
  })

  describe('reordering', () => {
    it('places the same order at current prices', async () => {
      const dish = await makeDish({ price: 500 })
      const items = [{ productId: dish.id, quantity: 2, exclude: [dish.extraId], note: 'hot' }]
      const at = new Date(Date.now() + 5 * 3_600_000).toISOString()
      const delivery = { address: 'Hlavná 1', location: { lat: 48.1, lng: 17.1 }, contactName: 'Ľuboš', phone: '+421 900 123 456' }
      const order = await place({ items, delivery: { ...delivery, at }, paymentMethod: 'pos', note: 'ring twice' })
      await change('update products set price = 700 where id = $1', dish.id)
      const requestId = randomUUID()
      const again = await customer.client.request('order:reorder', { requestId, orderId: order.id })
      expect(again.skipped).to.deep.equal([])
      expect(again.order).to.deep.include({
        requestId,
        status: 'placed',
        delivery,
        note: 'ring twice',
        subtotal: { amount: 1400, currency: 'EUR' },
      })
      expect(again.order.items[0]).to.deep.include({ quantity: 2, exclude: [dish.extraId], note: 'hot' })
      expect(again.order.payment.method).to.equal('pos')
      expect((await customer.client.request('order:list', { limit: 1 })).orders[0]).to.deep.equal(again.order)
      await customer.client.pushed('order:status_changed', ({ data }) => data.order.id === again.order.id)

      const elsewhere = { requestId: randomUUID(), orderId: order.id, delivery: { address: 'Dolná 2' }, paymentMethod: 'cash' } as const
      const third = (await customer.client.request('order:reorder', elsewhere)).order
      expect(third.delivery).to.deep.equal({ address: 'Dolná 2' })
      expect(third.payment.method).to.equal('cash')
    })

    it('of a favourite uses the address of the account, or requires one', async () => {
      const dish = await makeDish()
      const { favorites } = await customer.client.request('favorite:save', { name: 'Lunch', items: [{ productId: dish.id, quantity: 3 }] })
      const favoriteId = favorites[0]?.id ?? ''
      const nowhere = await refusal(
        customer.client.request('order:reorder', { requestId: randomUUID(), favoriteId, paymentMethod: 'cash' }),
      )
      expect(nowhere.code).to.equal('invalid_argument')
      expect(nowhere.message).to.match(/^delivery/)
      await customer.client.request('account:update', { address: 'Domov 3', preferredPaymentMethod: 'pos' })
      const { order } = await customer.client.request('order:reorder', { requestId: randomUUID(), favoriteId })
      expect(order.delivery).to.deep.equal({ address: 'Domov 3' })
      expect(order.payment.method).to.equal('pos')
      expect(order.items[0]).to.deep.include({ productId: dish.id, quantity: 3 })
    })

    it('of a favourite says whether its dishes can be ordered now, also where the stock is used up', async () => {
      const dish = await makeDish({ onHand: 1 })
      const items = [{ productId: dish.id, quantity: 1 }]
      await customer.client.request('favorite:save', { name: 'The last one', items })
      const available = async () => {
        const { favorites } = await customer.client.request('favorite:list', {})
        return favorites.find(({ name }) => name === 'The last one')?.items[0]?.available
      }
      expect(await available()).to.equal(true)
      await place({ items })
      await until(async () => (await available()) === false, 'it is sold out')
    })

    it('for a later day is not limited by the stock of today', async () => {
      const dish = await makeDish({ onHand: 2 })
      const items = [{ productId: dish.id, quantity: 2 }]
      const order = await place({ items })
      await change('update stock set on_hand = 0, reserved = 0 where ingredient_id = $1', dish.ingredientId)
      const again = (delivery: { address: string; at?: string }) =>
        customer.client.request('order:reorder', { requestId: randomUUID(), orderId: order.id, delivery })
      expect(await refusal(again({ address: 'Hlavná 1' }))).to.include({ reason: 'nothing_to_order' })
      const at = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString()
      const { skipped, order: later } = await again({ address: 'Hlavná 1', at })
      expect(skipped).to.deep.equal([])
      expect(later.items[0]).to.include({ productId: dish.id, quantity: 2 })
    })

    it('skips lines that are no longer available, and names them with the reason', async () => {
      const [fine, gone, scarce, alsoScarce, fixed, milky] = [
        await makeDish(),
        await makeDish(),
        await makeDish({ onHand: 4 }),
        await makeDish({ onHand: 7 }),
        await makeDish(),
        await makeDish(),
      ]
      const line = ({ id }: { id: string }, quantity = 1, exclude: string[] = []) => ({ productId: id, quantity, exclude })
      const order = await place({
        items: [
          line(gone),
          line(fine),
          line(scarce, 2),
          line(alsoScarce, 3),
          line(alsoScarce, 2),
          line(fixed, 1, [fixed.extraId]),
          line(milky),
        ],
      })
      await change('update products set available = false where id = $1', gone.id)
      await change('update recipes set removable = false where ingredient_id = $1', fixed.extraId)
      await change("update ingredients set unfit_for = '{milk}' where id = $1", milky.ingredientId)
      await customer.client.request('account:update', { dietaryRestrictions: ['milk'] })
      // stock remains for one portion of the first dish, and for two of the second, whose lines want three and two
      await change('update stock set on_hand = 3 where ingredient_id = $1', scarce.ingredientId)
      const request = { requestId: randomUUID(), orderId: order.id }
      const again = await customer.client.request('order:reorder', request)
      expect(again.skipped.map(({ name, quantity, reason }) => ({ name, quantity, reason }))).to.deep.equal([
        { name: gone.name, quantity: 1, reason: 'product_unavailable' },
        { name: scarce.name, quantity: 2, reason: 'insufficient_stock' },
        { name: alsoScarce.name, quantity: 3, reason: 'insufficient_stock' },
        { name: fixed.name, quantity: 1, reason: 'ingredient_not_removable' },
        { name: milky.name, quantity: 1, reason: 'dietary_conflict' },
      ])
      expect(again.order.items.map(({ name, quantity }) => ({ name, quantity }))).to.deep.equal([
        { name: fine.name, quantity: 1 },
        { name: alsoScarce.name, quantity: 2 },
      ])
      expect(await customer.client.request('order:reorder', request), 'a repetition names them too').to.deep.equal(again)

      const accepting = { requestId: randomUUID(), orderId: order.id, acceptDietaryConflicts: true }
      const accepted = await customer.client.request('order:reorder', accepting)
      expect(accepted.order.items.map(({ name }) => name)).to.deep.equal([fine.name, milky.name])
    })

    it('names a dish of a favourite that has left the menu for good', async () => {
      const [fine, doomed] = [await makeDish(), await makeDish()]
      const items = [fine, doomed].map(({ id }) => ({ productId: id, quantity: 1 }))
      const [favorite] = (await customer.client.request('favorite:save', { name: 'Old', items })).favorites
      await change('delete from products where id = $1', doomed.id)
      const [shown] = (await customer.client.request('favorite:list', {})).favorites
      expect(shown?.items[1]).to.deep.equal({ productId: doomed.id, name: doomed.name, quantity: 1, exclude: [], available: false })
      const where = { delivery: { address: 'Hlavná 1' }, paymentMethod: 'cash' } as const
      const again = await customer.client.request('order:reorder', { requestId: randomUUID(), favoriteId: favorite?.id ?? '', ...where })
      expect(again.skipped).to.deep.equal([{ productId: doomed.id, name: doomed.name, quantity: 1, reason: 'product_not_found' }])
    })

    it('places no order if no line remains', async () => {
      const dish = await makeDish()
      const order = await place({ items: [{ productId: dish.id, quantity: 1 }] })
      await change('update products set available = false where id = $1', dish.id)
      const failure = await refusal(customer.client.request('order:reorder', { requestId: randomUUID(), orderId: order.id }))
      expect(failure).to.include({ code: 'failed_precondition', reason: 'nothing_to_order' })
      expect(failure.details).to.have.nested.property('skipped[0].name', dish.name)
      expect(await ordersOf(customer)).to.equal(1)
    })

    it('happens once, and its repetitions get the same answer, even after its dishes are gone', async () => {
      const dish = await makeDish({ onHand: 2 })
      const order = await place({ items: [{ productId: dish.id, quantity: 1 }] })
      const request = { requestId: randomUUID(), orderId: order.id }
      const answers = await Promise.all(Array.from({ length: 20 }, () => customer.client.request('order:reorder', request)))
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).to.equal(1)
      expect(await ordersOf(customer)).to.equal(2)
      await change('update products set available = false where id = $1', dish.id)
      expect(await customer.client.request('order:reorder', request)).to.deep.equal(answers[0])

      const bodies: Promise<unknown>[] = [
        customer.client.request('order:reorder', { ...request, paymentMethod: 'pos' }),
        customer.client.request('order:place', placement(dish.id, { requestId: request.requestId })),
        customer.client.request('order:reorder', { requestId: order.requestId, orderId: order.id }),
      ]
      for (const outcome of await Promise.allSettled(bodies)) {
        if (outcome.status === 'fulfilled') throw new Error('a used requestId was accepted')
        expect(await refusal(Promise.reject(outcome.reason))).to.include({ code: 'already_exists', reason: 'request_id_reused' })
      }
    })
  })
})
