import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Failure } from '../../src/contract/index.ts'
import { arrive, connectNewStaff, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { dishNamed, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

const hourMs = 3_600_000
const pad = (hour: number) => `${String(((hour % 24) + 24) % 24).padStart(2, '0')}:00`
const everyDay = (span: string) => Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [span]]))

describe('an order outside the hours', () => {
  let gateway: TestGateway
  let customer: Awaited<ReturnType<typeof arrive>>

  before(async () => {
    gateway = await startTestGateway()
    customer = await arrive(gateway)
    await gateway.database.query("update store set time_zone = 'UTC'")
  })
  after(async () => {
    customer.client.close()
    await gateway.stop()
  })
  afterEach(async () => {
    await gateway.database.query(
      "update store set hours = null, special_days = '{}', paused = false, paused_until = null, pause_reason = null",
    )
    await until(async () => (await shop()).open, 'the node knows')
  })

  const set = async (column: 'hours' | 'special_days', value: object) => {
    await gateway.database.query(`update store set ${column} = $1, settings_version = settings_version + 1`, [JSON.stringify(value)])
  }
  const order = async (at?: Date) => {
    const dish = await dishNamed(gateway, 'Tomato soup with basil')
    return placement(dish.id, { delivery: { address: 'Hlavná 1', ...(at && { at: at.toISOString() }) } })
  }
  const quoteOf = async (at?: Date) => {
    const { items, delivery, paymentMethod } = await order(at)
    return customer.client.request('order:quote', { items, delivery, paymentMethod })
  }
  const shop = () => customer.client.request('shop:get', {})
  const refused = async (at?: Date): Promise<Failure> => refusal(customer.client.request('order:place', await order(at)))

  it('is refused with the moment at which the shop opens, said before by the quote; one for later is placed', async () => {
    const hour = new Date().getUTCHours()
    // opens in one to two hours, for two hours
    const opens = new Date(Math.floor(Date.now() / hourMs) * hourMs + 2 * hourMs)
    await set('hours', everyDay(`${pad(hour + 2)}-${pad(hour + 4)}`))
    await until(async () => !(await shop()).open, 'the node knows')
    expect(await shop()).to.deep.include({ open: false, opensAt: opens.toISOString() })
    expect((await quoteOf()).obstacles).to.deep.equal([{ reason: 'store_closed', details: { opensAt: opens.toISOString() } }])
    expect(await refused()).to.deep.include({ reason: 'store_closed', details: { opensAt: opens.toISOString() } })

    const later = new Date(opens.getTime() + hourMs)
    expect((await quoteOf(later)).obstacles).to.deep.equal([])
    const { order: placed } = await customer.client.request('order:place', await order(later))
    expect(placed.status).to.equal('placed')
    expect(await refused(new Date(opens.getTime() + 2 * hourMs)), 'the moment of closing').to.include({ reason: 'store_closed' })
  })

  it('is refused on a holiday', async () => {
    const [today = ''] = new Date().toISOString().split('T')
    const [tomorrow = ''] = new Date(Date.now() + 24 * hourMs).toISOString().split('T')
    await set('special_days', { [today]: [], [tomorrow]: [] })
    await until(async () => !(await shop()).open, 'the node knows')
    const { opensAt = '', specialDays } = await shop()
    expect(specialDays).to.deep.equal({ [today]: [], [tomorrow]: [] })
    expect(Date.parse(opensAt) % (24 * hourMs), 'midnight').to.equal(0)
    expect(await refused()).to.deep.include({ reason: 'store_closed', details: { opensAt } })
  })

  it('is refused for a dish that is served at another time, and the menu says when', async () => {
    const hour = new Date().getUTCHours()
    const times = everyDay(`${pad(hour + 2)}-${pad(hour + 4)}`)
    const { id } = await dishNamed(gateway, 'Tomato soup with basil')
    const { product } = await customer.client.request('menu:get', { productId: id })
    await gateway.database.query('update categories set hours = $1 where id = $2', [JSON.stringify(times), product.categoryId])
    await until(async () => (await quoteOf()).items[0]?.available === false, 'the node knows')
    expect((await customer.client.request('menu:get', { productId: id })).product.hours).to.deep.equal(times)
    expect(await refused()).to.include({ reason: 'product_unavailable' })
    await gateway.database.query('update categories set hours = null')
    await until(async () => (await quoteOf()).items[0]?.available === true, 'it is served again')
  })

  it('is refused while a manager has paused the shop, with the reason, and everybody is told of both', async () => {
    const { client: manager, id: managerId } = await connectNewStaff(gateway, 'manager')
    // the staff have no feed
    await gateway.database.query('delete from feed_heads where account_id = $1', [managerId])
    expect(await manager.request('shop:get', {})).to.include({ open: true })
    const [{ before = 0 } = {}] = await gateway.database.query<{ before: number }>('select settings_version::int as before from store')
    const over = manager.request('shop:pause', { until: new Date(Date.now() - 1000).toISOString() })
    expect((await refusal(over)).details).to.have.deep.property('fields', ['until'])
    const resumes = new Date(Date.now() + hourMs).toISOString()
    await manager.request('shop:pause', { until: resumes, reason: 'The oven is broken.' })
    await until(async () => !(await shop()).open, 'the node knows')
    await customer.client.pushed('shop:changed', ({ version }) => version > before)
    expect(await shop()).to.deep.include({ open: false, paused: { until: resumes, reason: 'The oven is broken.' } })
    const details = { until: resumes, message: 'The oven is broken.' }
    expect((await quoteOf()).obstacles).to.deep.equal([{ reason: 'store_paused', details }])
    expect(await refused()).to.deep.include({ reason: 'store_paused', details })
    const later = await order(new Date(Date.now() + 2 * hourMs))
    await customer.client.request('order:place', { ...later, requestId: randomUUID() })

    await manager.request('shop:resume', {})
    await until(async () => (await shop()).open, 'the shop is open again')
    await customer.client.request('order:place', await order())
    manager.close()
  })
})
