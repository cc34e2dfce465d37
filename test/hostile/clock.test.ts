import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { type Client, connectClient } from '../support/client.ts'
import { connectForAMoment, makePerson } from '../support/gateway.ts'
import { placement } from '../support/orders.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type GatewayProcess, startProcess } from '../support/process.ts'
import { until } from '../support/until.ts'
import { wrongClock } from '../support/wrong-clock.ts'

const hour = 3_600_000
const minute = 60_000
const payee = {
  PAYEE_NAME: 'Store',
  PAYEE_IBAN: 'SK3112000000198742637541',
  BANK_WEBHOOK_SECRET: 'the-secret-of-the-bank',
}

for (const [what, byMs] of [
  ['an hour fast', hour],
  ['an hour slow', -hour],
] as const) {
  describe(`a node whose clock is ${what}`, () => {
    let database: TestDatabase
    let wrong: GatewayProcess
    let right: GatewayProcess
    let productId: string

    before(async () => {
      database = await createTestDatabase()
      const env = { DATABASE_URL: database.url, ...payee }
      ;[wrong, right] = await Promise.all([startProcess({ ...env, ...wrongClock(byMs) }), startProcess(env)])
      const [row] = await database.database.query<{ id: string }>('select id from products where available order by name limit 1')
      productId = row?.id ?? ''
    })
    after(async () => {
      await Promise.all([wrong.kill('SIGKILL'), right.kill('SIGKILL')])
      await database.drop()
    })

    const connectToBoth = async () => {
      const { id, token } = await makePerson(database.database)
      const [here, there] = await Promise.all([connectClient(wrong.url, '/', { token }), connectClient(right.url, '/', { token })])
      const leave = () => {
        here.close()
        there.close()
      }
      return { id, token, here, there, leave }
    }
    const isNow = (moment: string) => expect(Math.abs(Date.parse(moment) - Date.now()), moment).to.be.lessThan(minute)
    const place = async (client: Client<'/'>, more = {}) => (await client.request('order:place', placement(productId, more))).order

    it('reports the time of its own clock', async () => {
      const { here, leave } = await connectToBoth()
      const { server } = await here.pushed('session:ready')
      expect(Math.abs(Date.parse(server.time) - Date.now() - byMs)).to.be.lessThan(minute)
      leave()
    })

    it('opens and ends sessions by the clock of the database', async () => {
      const guest = await connectClient(wrong.url, '/guest')
      const login = `clock-${randomUUID().slice(0, 8)}`
      const signedUp = await guest.request('account:sign_up', {
        login,
        email: `${login}@example.com`,
        name: 'Clock',
        password: 'correct horse battery',
      })
      isNow(new Date(Date.parse(signedUp.expiresAt) - 30 * 24 * hour).toISOString())
      guest.close()
      const client = await connectForAMoment(wrong, database.database)
      expect(await client.pushed('session:ended')).to.deep.equal({ reason: 'expired' })
    })

    it('places orders in the order of their arrival, with a correct estimate', async () => {
      const { here, there, leave } = await connectToBoth()
      const ids: string[] = []
      for (const client of [here, there, here, there]) {
        const order = await place(client)
        isNow(order.placedAt)
        isNow(order.timeline[0]?.at ?? '')
        expect(Date.parse(order.eta.latest) - Date.now()).to.be.within(0, 3 * hour)
        ids.push(order.id)
      }
      expect((await there.request('order:list', {})).orders.map(({ id }) => id)).to.deep.equal(ids.toReversed())
      const { events } = await here.request('feed:replay', { after: 0 })
      for (const { at } of events) isNow(at)
      leave()
    })

    it('accepts a delivery in ten minutes, and refuses one in the past', async () => {
      const { here, leave } = await connectToBoth()
      const at = (inMs: number) => ({ delivery: { address: 'Hlavná 1', at: new Date(Date.now() + inMs).toISOString() } })
      expect((await place(here, at(10 * minute))).status).to.equal('placed')
      const answer = await here.raw('order:place', placement(productId, at(-10 * minute)))
      expect(answer).to.have.nested.property('error.reason', 'delivery_time_not_possible')
      leave()
    })

    it('gives an order its full time to be paid', async () => {
      const { here, leave } = await connectToBoth()
      const order = await place(here, { paymentMethod: 'card' })
      expect(
        Date.parse(order.payment.nextAction?.type === 'redirect_to_url' ? order.payment.nextAction.expiresAt : '') - Date.now(),
      ).to.be.within(14 * minute, 16 * minute)
      // another order, whose time is over, shows that the timeout has run
      const late = await place(here, { paymentMethod: 'card' })
      await database.database.query("update orders set pay_by = now() - interval '1 second' where id = $1", [late.id])
      await until(
        async () => (await here.request('order:get', { orderId: late.id })).order.status === 'expired',
        'the late order has expired',
      )
      expect((await here.request('order:get', { orderId: order.id })).order.status).to.equal('awaiting_payment')
      leave()
    })

    it('numbers payment attempts in the order of their arrival, on any node', async () => {
      const { here, there, leave } = await connectToBoth()
      const order = await place(here, { paymentMethod: 'qr' })
      const references = new Set([order.payment.nextAction?.type === 'display_qr' && order.payment.nextAction.payload.split('\n').at(-1)])
      for (const client of [there, here, there]) {
        const { order: again } = await client.request('payment:retry', { requestId: randomUUID(), orderId: order.id, method: 'qr' })
        expect(again.payment.status).to.equal('requires_action')
        references.add(again.payment.nextAction?.type === 'display_qr' && again.payment.nextAction.payload.split('\n').at(-1))
      }
      expect(references.size, 'each attempt has a different reference').to.equal(4)
      leave()
    })
  })
}
