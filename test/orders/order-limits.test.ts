import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, bring, placement, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

type Customer = Awaited<ReturnType<typeof arrive>>

describe('the limits of the shop', () => {
  let gateway: TestGateway
  let dish: Awaited<ReturnType<typeof anyDish>>
  let manager: Awaited<ReturnType<typeof connectNewStaff>>

  before(async () => {
    gateway = await startTestGateway()
    dish = await anyDish(gateway)
    manager = await connectNewStaff(gateway, 'manager')
  })
  after(async () => {
    manager.client.close()
    await gateway.stop()
  })

  const setLimits = (limits: object) => gateway.database.query('update store set limits = $1', [JSON.stringify(limits)])
  const order = (paymentMethod: 'cash' | 'card' = 'cash', quantity = 1) =>
    placement(dish.id, { paymentMethod, items: [{ productId: dish.id, quantity }] })
  const place = async ({ client }: Customer, ...kind: Parameters<typeof order>) =>
    (await client.request('order:place', order(...kind))).order
  const quote = async ({ client }: Customer, ...kind: Parameters<typeof order>) => {
    const { requestId, note, acceptDietaryConflicts, ...content } = order(...kind)
    return (await client.request('order:quote', content)).obstacles
  }
  /** What placing is refused with; the quote has to tell the same. The refusal lets the node see what the test has just set in the database. */
  const refusedWith = async (customer: Customer, ...kind: Parameters<typeof order>) => {
    const failure = await refusal(place(customer, ...kind))
    const [told] = await quote(customer, ...kind)
    expect({ reason: failure.reason, details: failure.details }).to.deep.equal(told)
    return failure
  }

  it('are set by default', async () => {
    const [row] = await gateway.database.query<{ limits: string }>(
      "select column_default as limits from information_schema.columns where table_name = 'store' and column_name = 'limits'",
    )
    for (const name of ['openOrders', 'unpaidOrders', 'portions', 'orderValue', 'cashValue', 'newAccount'])
      expect(row?.limits).to.include(name)
  })

  it('end the orders under way of an account, those of one batch and of a repetition too', async () => {
    await setLimits({ openOrders: 3 })
    const customer = await arrive(gateway)
    const requests = Array.from({ length: 8 }, () => order())
    const attempts = await Promise.allSettled(requests.map((each) => customer.client.request('order:place', each)))
    expect(attempts.filter(({ status }) => status === 'fulfilled')).to.have.length(3)
    const failure = await refusedWith(customer)
    expect(failure).to.include({ code: 'failed_precondition', reason: 'too_many_open_orders' })
    expect(failure.details).to.deep.include({ allowed: { openOrders: 3 }, openOrders: 3, unpaidOrders: 0 })
    const again = requests[attempts.findIndex(({ status }) => status === 'fulfilled')]
    if (!again) throw new Error('none was placed')
    const { order: repeated } = await customer.client.request('order:place', again)
    await customer.client.request('order:cancel', { requestId: randomUUID(), orderId: repeated.id, reason: 'other' })
    await place(customer)
    customer.client.close()
  })

  it('end the orders that wait for a payment, and leave room for one that is paid at the door', async () => {
    await setLimits({ unpaidOrders: 2 })
    const customer = await arrive(gateway)
    await place(customer, 'card')
    await place(customer, 'card')
    expect(await refusedWith(customer, 'card')).to.include({ reason: 'too_many_open_orders' })
    await place(customer, 'cash')
    customer.client.close()
  })

  it('bound the portions and the total of an order, and the total of one that is paid in cash', async () => {
    const customer = await arrive(gateway)
    await setLimits({ portions: 5 })
    expect((await refusedWith(customer, 'cash', 6)).details).to.deep.include({ allowed: { portions: 5 }, portions: 6 })
    await setLimits({ orderValue: 4 * dish.price })
    const { details } = await refusedWith(customer, 'card', 5)
    expect(details).to.deep.include({ allowed: { orderValue: { amount: 4 * dish.price, currency: 'EUR' } } })
    await setLimits({ cashValue: 4 * dish.price })
    expect(await refusedWith(customer, 'cash', 5)).to.include({ reason: 'order_too_large' })
    const unpaid = await place(customer, 'card', 5)
    const evasion = { requestId: randomUUID(), orderId: unpaid.id, method: 'cash' as const }
    expect(await refusal(customer.client.request('payment:retry', evasion))).to.include({ reason: 'order_too_large' })
    customer.client.close()
  })

  it('are lower for an account until its first order has arrived', async () => {
    await setLimits({ portions: 5, newAccount: { portions: 2 } })
    const customer = await arrive(gateway)
    expect((await refusedWith(customer, 'cash', 3)).details).to.deep.include({ allowed: { portions: 2 } })
    const staff = await staffOf(gateway)
    await bring(staff, await place(customer), 'delivered')
    await place(customer, 'cash', 5)
    for (const { client } of [customer, ...Object.values(staff)]) client.close()
  })

  it('do not apply where the shop has none', async () => {
    await setLimits({})
    const customer = await arrive(gateway)
    await until(async () => expect(await quote(customer, 'cash', 50)).to.deep.equal([]), 'the node knows')
    await place(customer, 'cash', 50)
    customer.client.close()
  })

  it('let a manager block a customer, which ends what is unpaid, and only that', async () => {
    await setLimits({})
    const customer = await arrive(gateway)
    const [unpaid, paidAtTheDoor] = [await place(customer, 'card'), await place(customer, 'cash')]
    const { customers } = await manager.client.request('customer:find', { text: customer.login })
    expect(customers).to.have.length(1)
    expect(customers[0]).to.include({ id: customer.id, openOrders: 2, unpaidOrders: 1 })

    const request = { requestId: randomUUID(), accountId: customer.id, reason: 'Never opens the door.' }
    const { customer: blocked } = await manager.client.request('customer:block', request)
    expect(blocked).to.deep.include({ openOrders: 1, unpaidOrders: 0 })
    expect(blocked.blocked?.reason).to.equal('Never opens the door.')
    expect(await manager.client.request('customer:block', request)).to.deep.equal({ customer: blocked })
    const { data } = await customer.client.pushed('order:status_changed', (push) => push.data.order.status === 'expired')
    expect(data.order.id).to.equal(unpaid.id)
    expect((await customer.client.request('order:get', { orderId: paidAtTheDoor.id })).order.status).to.equal('placed')
    const failure = await refusedWith(customer)
    expect(failure).to.include({ code: 'permission_denied', reason: 'customer_blocked' })
    expect(JSON.stringify(failure)).not.to.include('door')

    await manager.client.request('customer:unblock', { requestId: randomUUID(), accountId: customer.id })
    await place(customer)
    customer.client.close()
  })

  it('find customers by name and telephone, whatever signs are in it, and nobody of the staff', async () => {
    const customer = await arrive(gateway)
    await customer.client.request('account:update', { name: '100% Ann_a', phone: '+421 900 777 123' })
    const found = async (text: string) => (await manager.client.request('customer:find', { text })).customers.map(({ id }) => id)
    for (const text of ['100% ann_', '+421 900 777 123', '00421900777123', '+421/900/777123', ` ${customer.login}@EXAMPLE.com`])
      expect(await found(text), text).to.include(customer.id)
    for (const text of ['1__% Ann', manager.login, '%']) expect(await found(text), text).to.deep.equal([])
    const unknown = { requestId: randomUUID(), accountId: manager.id, reason: 'x' }
    expect(await refusal(manager.client.request('customer:block', unknown))).to.include({ reason: 'customer_not_found' })
    customer.client.close()
  })
})
