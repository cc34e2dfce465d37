import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { arrive, connectCustomer, type TestGateway } from '../support/gateway.ts'
import { describeWith } from '../support/install.ts'
import { type Nodes, startNodes } from '../support/nodes.ts'
import { anyDish, placement } from '../support/orders.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describeWith('redis-server')('what several nodes know of a customer', () => {
  let redis: TestRedis
  let cluster: Nodes
  let here: TestGateway
  let there: TestGateway
  let productId: string
  let statements = 0

  before(async () => {
    redis = await startRedis()
    const onQuery = (sql: string) => {
      if (sql.includes('open_orders')) statements += 1
    }
    cluster = await startNodes(Array(2).fill({ REDIS_URL: redis.url }), onQuery)
    ;[here, there] = cluster.nodes as [TestGateway, TestGateway]
    productId = (await anyDish(here)).id
    await cluster.database.database.query(`update store set limits = '{"openOrders": 1}'`)
  })
  after(async () => {
    await cluster.stop()
    await redis.stop()
  })

  const content = () => {
    const { requestId, note, acceptDietaryConflicts, ...asked } = placement(productId)
    return asked
  }

  it('is what the customer does on another node as soon as its event or its change arrives', async () => {
    const one = await arrive(here)
    const other = await connectCustomer(there, one.token)
    const quote = () => one.client.request('order:quote', content())
    expect((await quote()).obstacles).to.deep.equal([])

    const { order } = await other.request('order:place', placement(productId))
    await one.client.pushed('order:status_changed', ({ data }) => data.order.id === order.id)
    expect((await quote()).obstacles[0]).to.include({ reason: 'too_many_open_orders' })

    const before = statements
    await quote()
    expect(statements, 'what is known is not read again').to.equal(before)
    await other.request('account:update', { dietaryRestrictions: ['vegan'] })
    // sooner than after 20 s, when the node would read it again without having heard of a change
    const isReadAgain = async () => {
      await quote()
      return statements > before
    }
    await until(isReadAgain, 'the change arrives', 15_000)
    for (const client of [one.client, other]) client.close()
  })

  it('is the language that the customer chooses on another node', async () => {
    const one = await arrive(here)
    const other = await connectCustomer(there, one.token)
    await other.request('account:update', { locale: 'sk' })
    const message = async () => (await refusal(one.client.request('order:get', { orderId: randomUUID() }))).message
    await until(async () => (await message()) === 'Túto objednávku sme nenašli.', 'errors on the other node are Slovak')
    for (const client of [one.client, other]) client.close()
  })

  it('lets a promotion be redeemed exactly as often as it may be, among 50 orders at once on both nodes', async () => {
    const { database } = cluster.database
    // whether the nodes meet is a matter of chance
    const rounds = 8
    await database.query("update store set limits = '{}'")
    await database.query(
      `with p as (
         insert into promotions (id, code, promotion_code, name, amount, times, times_per_account)
         values (uuid_v7(), 'each', 'EACH', 'Each', 100, null, 1), (uuid_v7(), 'some', 'SOME', 'Some', 100, 7, 1) returning id
       ), q as (
         insert into promotions (id, code, promotion_code, name, amount, times)
         select uuid_v7(), 'once-' || n, 'ONCE' || n, 'Once', 100, 1 from generate_series(1, $1) n returning id
       ) insert into redemption_counts (promotion_id, redeemed) select id, 0 from (table p union all table q) x`,
      [rounds],
    )
    const people = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const { client, token } = await arrive(n % 2 === 0 ? here : there)
        return [client, await connectCustomer(n % 2 === 0 ? there : here, token)] as const
      }),
    )
    /** Of 50 orders by so many of the people, how many were placed; all others are refused for the code. */
    const placedOf = async (promotionCode: string, accounts: number) => {
      const order = (n: number) => {
        const client = people[n % accounts]?.[Math.floor(n / accounts) % 2]
        return client?.request('order:place', { ...placement(productId), promotionCode })
      }
      const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => order(n)))
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).to.have.nested.property('failure.reason', 'promotion_not_valid')
      const [{ redeemed = 0, counted = 0 } = {}] = await database.query<{ redeemed: number; counted: number }>(
        `select (select count(*)::int from redemptions r where r.promotion_id = p.id) as redeemed, c.redeemed as counted
         from promotions p join redemption_counts c on c.promotion_id = p.id where p.promotion_code = $1`,
        [promotionCode],
      )
      expect(counted, 'the count is that of the rows').to.equal(redeemed)
      return { placed: outcomes.filter(({ status }) => status === 'fulfilled').length, redeemed }
    }
    for (let n = 1; n <= rounds; n += 1) expect(await placedOf(`ONCE${n}`, 10), `round ${n}`).to.deep.equal({ placed: 1, redeemed: 1 })
    expect(await placedOf('EACH', 1)).to.deep.equal({ placed: 1, redeemed: 1 })
    expect(await placedOf('SOME', 10)).to.deep.equal({ placed: 7, redeemed: 7 })
    for (const client of people.flat()) client.close()
  })
})
