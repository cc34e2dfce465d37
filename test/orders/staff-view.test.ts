import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order, StaffRole } from '../../src/contract/index.ts'
import type { Client } from '../support/client.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'

/** The customer data of an order, by path. */
const personal = {
  address: 'Hidden Street 66613',
  name: 'Xaverína Hidden',
  phone: '+421 900 666 131',
  place: '48.16613',
  note: 'ring twice 66613',
  lineNote: 'extra hot 66613',
} as const
type Secret = keyof typeof personal

const everything = Object.keys(personal) as Secret[]
const ofRecipient: readonly Secret[] = ['address', 'name', 'phone', 'place', 'note']

/** What each role sees of a customer, in pushes, lists and answers alike. */
const mayKnow: Readonly<Record<StaffRole, readonly Secret[]>> = {
  warehouse: [],
  kitchen: ['lineNote'],
  // for an order that they do not carry
  courier: [],
  manager: everything,
}

const secretsIn = (said: unknown): Secret[] => everything.filter((secret) => JSON.stringify(said).includes(personal[secret]))

describe('what the staff see of an order', () => {
  let gateway: TestGateway
  let staff: Staff
  let other: Awaited<ReturnType<typeof connectNewStaff>>
  let customer: Awaited<ReturnType<typeof arrive>>
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    staff = await staffOf(gateway)
    other = await connectNewStaff(gateway, 'courier')
    customer = await arrive(gateway)
    productId = (await anyDish(gateway)).id
  })
  after(async () => {
    for (const { client } of [...Object.values(staff), other, customer]) client.close()
    await gateway.stop()
  })

  const place = async () => {
    const delivery = {
      address: personal.address,
      contactName: personal.name,
      phone: personal.phone,
      location: { lat: Number(personal.place), lng: 17.1 },
    }
    const items = [{ productId, quantity: 2, note: personal.lineNote }]
    return (await customer.client.request('order:place', placement(productId, { delivery, items, note: personal.note }))).order
  }

  type Member = { client: Client<'/staff'> }
  const pushesAbout = ({ client }: Member, { id }: Pick<Order, 'id'>) =>
    client.heard.filter(({ payload }) => JSON.stringify(payload).includes(id))
  const queued = async ({ client }: Member, { id }: Pick<Order, 'id'>) =>
    (await client.request('queue:list', {})).orders.filter((order) => order.id === id)
  const whole = ({ client }: Member, { id: orderId }: Pick<Order, 'id'>) => client.request('order:get', { orderId })
  const pushed = ({ client }: Member, { id }: Pick<Order, 'id'>, status: Order['status']) =>
    client.pushed('queue:changed', ({ order }) => order.id === id && order.status === status)
  const locate = () => staff.courier.client.request('courier:locate', { location: { lat: 48.77713, lng: 17.2 } })

  it('contains only what the role needs, in each push and each answer', async () => {
    const order = await place()
    const answers: Record<StaffRole, unknown[]> = { warehouse: [], kitchen: [], courier: [], manager: [] }
    const look = async (role: StaffRole, status: Order['status']) => {
      await pushed(staff[role], order, status)
      answers[role].push(...(await queued(staff[role], order)), await whole(staff[role], order))
    }
    await look('warehouse', 'placed')
    answers.warehouse.push(await advance(staff.warehouse, order.id, 'confirmed'))
    await look('kitchen', 'confirmed')
    answers.kitchen.push(await advance(staff.kitchen, order.id, 'in_preparation'))
    answers.kitchen.push(await advance(staff.kitchen, order.id, 'ready_for_pickup'))
    await look('courier', 'ready_for_pickup')
    await look('manager', 'ready_for_pickup')
    for (const role of ['warehouse', 'kitchen', 'courier', 'manager'] as const) {
      expect(answers[role].length, role).to.be.at.least(2)
      expect(pushesAbout(staff[role], order).length, role).to.be.at.least(1)
      for (const answer of answers[role]) expect(secretsIn(answer), `an answer to the ${role}`).to.have.members(mayKnow[role])
      for (const push of pushesAbout(staff[role], order)) expect(secretsIn(push), `a push to the ${role}`).to.have.members(mayKnow[role])
    }
  })

  it('contains the recipient for the courier who carries it, and for no other courier', async () => {
    const order = await place()
    await bring(staff, order, 'ready_for_pickup')
    const assign = { requestId: randomUUID(), orderId: order.id }
    const assigned = await staff.courier.client.request('order:assign', assign)
    expect(assigned.order.courier).to.deep.equal({ name: staff.courier.login, isYou: true })
    expect(secretsIn(assigned)).to.have.members(ofRecipient)
    await advance(staff.courier, order.id, 'in_transit')
    await locate()
    // it is answered before it is stored
    await customer.client.pushed('courier:location_changed', ({ orderId }) => orderId === order.id)
    const [mine] = await queued(staff.courier, order)
    expect(secretsIn(mine)).to.have.members(ofRecipient)
    expect(secretsIn(await whole(staff.courier, order))).to.have.members(ofRecipient)
    expect(secretsIn((await pushed(staff.courier, order, 'in_transit')).order)).to.have.members(ofRecipient)
    const shown = (await whole(staff.manager, order)).order.courier
    expect(shown).to.deep.equal({ name: staff.courier.login, isYou: false, location: { lat: 48.77713, lng: 17.2 } })

    expect((await pushed(other, order, 'in_transit')).order.courier).to.deep.equal({ name: staff.courier.login, isYou: false })
    expect(pushesAbout(other, order).flatMap(secretsIn)).to.deep.equal([])
    expect(await queued(other, order)).to.deep.equal([])
    expect(await refusal(whole(other, order))).to.include({ reason: 'order_not_found' })
    expect(JSON.stringify(pushesAbout(other, order))).not.to.include('48.77713')
  })

  it('shows what the customer does not eat, and what they accepted, to the kitchen and managers until the order ends', async () => {
    const [dish] = await gateway.database.query<{
      id: string
      ingredient: { id: string; name: string }
      conflicts: string[]
      category: object
    }>(
      `select p.id, json_build_object('id', i.id, 'name', i.name) as ingredient, i.unfit_for as conflicts,
         json_build_object('id', c.id, 'name', c.name) as category
       from products p join categories c on c.id = p.category_id join recipes r on r.product_id = p.id join ingredients i on i.id = r.ingredient_id
       where r.removable and 'milk' = any (i.unfit_for)
         and not exists (select from recipes x join ingredients y on y.id = x.ingredient_id where x.product_id = p.id and y.id <> i.id and 'milk' = any (y.unfit_for))
       order by p.name limit 1`,
    )
    if (!dish) throw new Error('no dish with one milk that can be left out')
    const allergic = await arrive(gateway, { dietaryRestrictions: ['milk', 'celery'] })
    const items = [
      { productId: dish.id, quantity: 1 },
      { productId: dish.id, quantity: 1, exclude: [dish.ingredient.id] },
    ]
    const { order } = await allergic.client.request('order:place', placement(dish.id, { items, acceptDietaryConflicts: true }))
    await advance(staff.warehouse, order.id, 'confirmed')
    for (const role of ['kitchen', 'manager'] as const)
      for (const seen of [
        (await pushed(staff[role], order, 'confirmed')).order,
        (await queued(staff[role], order))[0],
        (await whole(staff[role], order)).order,
      ]) {
        expect(seen?.dietaryRestrictions).to.have.members(['milk', 'celery'])
        expect(seen?.items.map(({ dietaryConflicts }) => dietaryConflicts)).to.deep.equal([
          [{ ingredient: dish.ingredient, conflicts: ['milk'] }],
          undefined,
        ])
        expect(seen?.items.map(({ category }) => category)).to.deep.equal([dish.category, dish.category])
      }
    await bring(staff, order, 'ready_for_pickup', 'confirmed')
    const others = [
      (await pushed(staff.warehouse, order, 'confirmed')).order,
      (await whole(staff.courier, order)).order,
      (await queued(staff.courier, order))[0],
    ]
    for (const seen of others) {
      expect(seen).not.to.have.property('dietaryRestrictions')
      for (const item of seen?.items ?? []) expect(item).to.have.property('category').and.not.have.property('dietaryConflicts')
    }
    await bring(staff, order, 'delivered', 'ready_for_pickup')
    expect((await whole(staff.manager, order)).order).not.to.have.property('dietaryRestrictions')
    allergic.client.close()
  })

  it('hides the recipient after the delivery, even when a request is repeated', async () => {
    const order = await place()
    await bring(staff, order, 'ready_for_pickup')
    const assign = { requestId: randomUUID(), orderId: order.id }
    expect(secretsIn(await staff.courier.client.request('order:assign', assign))).to.have.members(ofRecipient)
    const take = { requestId: randomUUID(), orderId: order.id, to: 'in_transit' } as const
    expect(secretsIn(await staff.courier.client.request('order:advance', take))).to.have.members(ofRecipient)
    const collect = { requestId: randomUUID(), orderId: order.id, amount: order.total }
    expect(secretsIn(await staff.courier.client.request('payment:collect', collect))).to.have.members(ofRecipient)
    expect(secretsIn(await advance(staff.courier, order.id, 'delivered'))).to.deep.equal([])

    const repeated = [
      await staff.courier.client.request('order:assign', assign),
      await staff.courier.client.request('order:advance', take),
      await staff.courier.client.request('payment:collect', collect),
    ]
    expect(repeated.map(({ order: { status } }) => status)).to.deep.equal(['delivered', 'delivered', 'delivered'])
    expect(repeated.flatMap(secretsIn)).to.deep.equal([])
    expect(await refusal(whole(staff.courier, order))).to.include({ reason: 'order_not_found' })
    const ids = Object.values(staff).map(({ id }) => id)
    const stored = await gateway.database.query<{ answer: unknown }>('select answer from answers where account_id = any ($1)', [ids])
    expect(stored.length).to.be.greaterThan(3)
    expect(stored.flatMap(secretsIn)).to.deep.equal([])
  })

  it('tells what each line costs to managers and the courier who carries it, and to no other role', async () => {
    const order = await place()
    await bring(staff, order, 'confirmed')
    expect((await whole(staff.kitchen, order)).order.bill).to.equal(undefined)
    await bring(staff, order, 'in_transit', 'confirmed')
    const { items, subtotal, discount, deliveryFee, tip, total, taxes, adjustments, netTotal, paid } = order
    const sums = { subtotal, discount, deliveryFee, tip, total, taxes, adjustments, netTotal, paid }
    const bill = { lines: items.map((item) => item.total), ...sums }
    expect((await whole(staff.manager, order)).order.bill).to.deep.equal(bill)
    expect((await whole(staff.courier, order)).order.bill).to.deep.equal(bill)
  })

  it('shows the kitchen the note of an order that speaks of an allergy, and no other', async () => {
    const note = 'Mám silnú alergiu na arašidy'
    const { order } = await customer.client.request('order:place', placement(productId, { note }))
    const { order: other } = await customer.client.request('order:place', placement(productId, { note: 'Ring twice' }))
    for (const { id: orderId } of [order, other])
      await staff.manager.client.request('order:advance', { requestId: randomUUID(), orderId, to: 'confirmed' })
    expect((await queued(staff.kitchen, order))[0]?.note).to.equal(note)
    expect((await queued(staff.kitchen, other))[0]?.note).to.equal(undefined)
    expect((await pushed(staff.kitchen, order, 'confirmed')).order.note).to.equal(note)
  })

  it('is a summary in the queue, and complete in order:get', async () => {
    const note = `${'ž'.repeat(400)} the end`
    const items = Array.from({ length: 3 }, () => ({ productId, quantity: 1, note }))
    const { order } = await customer.client.request('order:place', placement(productId, { items }))
    const { order: told } = await pushed(staff.manager, order, 'placed')
    expect(told.shortened).to.equal(true)
    expect(told.items.map(({ note: cut }) => cut)).to.deep.equal(Array(3).fill(`${'ž'.repeat(119)}…`))
    expect((await queued(staff.manager, order))[0]).to.deep.equal(told)
    expect((await whole(staff.manager, order)).order.items.map(({ note: all }) => all)).to.deep.equal([note, note, note])
    const small = (await customer.client.request('order:place', placement(productId))).order
    expect((await pushed(staff.manager, small, 'placed')).order.shortened).to.equal(false)
  })

  it('shows the reason to the customer, and the note only to the staff', async () => {
    const order = await place()
    await bring(staff, order, 'in_transit')
    const step = (more: object) => ({ requestId: randomUUID(), orderId: order.id, ...more })
    const told = await staff.courier.client.raw('order:advance', step({ to: 'delivered', reason: 'rude at the door' }))
    expect(told).to.have.nested.property('error.details.fields').that.deep.equals(['reason'])
    const returned = step({ to: 'returned', reason: 'You were not at home', note: 'rude at the door' })
    await staff.courier.client.raw('order:advance', returned)
    const { data } = await customer.client.pushed('order:status_changed', (push) => push.data.order.status === 'returned')
    expect(data.order.reason).to.equal('You were not at home')
    const { order: seen } = await customer.client.request('order:get', { orderId: order.id })
    expect(seen.reason).to.equal('You were not at home')
    expect(JSON.stringify([seen, customer.client.heard])).not.to.include('rude at the door')
    const { order: managed } = await whole(staff.manager, order)
    expect(managed.reason).to.equal('You were not at home')
    const note = { status: 'returned', role: 'courier', note: 'rude at the door' }
    expect(managed.staffNotes?.map(({ at, ...rest }) => rest)).to.deep.equal([note])
  })

  it('includes the comment of a customer who cancels, for managers', async () => {
    const order = await place()
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: order.id, reason: 'other', comment: 'The bell rang' })
    const { order: managed } = await whole(staff.manager, order)
    expect(managed).to.include({ reason: 'other', comment: 'The bell rang' })
    expect((await customer.client.request('order:get', { orderId: order.id })).order).to.include({
      reason: 'other',
      comment: 'The bell rang',
    })
    expect(await refusal(whole(staff.warehouse, order))).to.include({ reason: 'order_not_found' })
  })

  it('omits a courier position that is older than two minutes', async () => {
    const order = await place()
    await bring(staff, order, 'in_transit')
    await locate()
    await customer.client.pushed('courier:location_changed', ({ orderId }) => orderId === order.id)
    const seen = async () => [
      (await customer.client.request('order:get', { orderId: order.id })).order.courier?.location,
      (await whole(staff.manager, order)).order.courier?.location,
    ]
    expect(await seen()).to.deep.equal(Array(2).fill({ lat: 48.77713, lng: 17.2 }))
    const locatedAt = async () => (await customer.client.request('order:get', { orderId: order.id })).order.courier?.locatedAt
    const [stored] = await gateway.database.query<{ at: string }>('select rfc3339(at) as at from courier_positions')
    expect(await locatedAt()).to.equal(stored?.at)
    await gateway.database.query("update courier_positions set at = now() - interval '121 seconds'")
    expect(await seen()).to.deep.equal([undefined, undefined])
    expect(await locatedAt()).to.equal(undefined)
  })
})
