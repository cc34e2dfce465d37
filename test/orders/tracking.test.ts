import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import type { Order } from '../../src/contract/index.ts'
import { forgetAccount } from '../../src/privacy/forget.ts'
import type { Client } from '../support/client.ts'
import { connectClient } from '../support/client.ts'
import { arrive, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { advance, anyDish, bring, placement, type Staff, staffOf } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { until } from '../support/until.ts'

describe('a tracking link', () => {
  const log: string[] = []
  let statements: string[] = []
  let onRead: (() => Promise<void>) | undefined
  let gateway: TestGateway
  let staff: Staff
  let customer: Awaited<ReturnType<typeof arrive>>
  let order: Order

  before(async () => {
    gateway = await startTestGateway({
      env: { LOG_LEVEL: 'trace', PUBLIC_URL: 'https://orders.example.com' },
      log: (line) => log.push(line),
      onQuery: async (sql) => {
        statements.push(sql)
        if (sql.includes('tracked_orders')) await onRead?.()
      },
    })
    staff = await staffOf(gateway)
  })
  after(() => gateway.stop())
  beforeEach(async () => {
    customer = await arrive(gateway)
    const { id } = await anyDish(gateway)
    const delivery = { address: 'Tajná 7, Bratislava', contactName: 'Nora', phone: '+421 900 123 456', location: { lat: 48.14, lng: 17.1 } }
    order = (await customer.client.request('order:place', placement(id, { delivery, note: 'The bell is broken.' }))).order
  })
  afterEach(() => customer.client.close())

  const tokenOf = (url: string) => url.split('/').at(-1) ?? ''
  const share = async (requestId = randomUUID()) =>
    tokenOf((await customer.client.request('order:share', { requestId, orderId: order.id })).url)
  const unshare = () => customer.client.request('order:unshare', { requestId: randomUUID(), orderId: order.id })
  const follow = (token: string) => connectClient(gateway.url, '/track', { token })
  const refused = async (token: string) => (await refusal(follow(token))).reason
  const ended = (client: Client<'/track'>) => new Promise((resolve) => client.socket.once('disconnect', resolve))

  it('is short, is stored as a hash only, and ends two hours after the order', async () => {
    const { url, expiresAt } = await customer.client.request('order:share', { requestId: randomUUID(), orderId: order.id })
    expect(url).to.match(/^https:\/\/orders\.example\.com\/track\/[\w-]{22}$/)
    expect(Date.parse(expiresAt)).to.equal(Date.parse(order.eta.latest) + 2 * 3_600_000)
    const token = tokenOf(url)
    const stored = await gateway.database.query<{ text: string }>(
      `select string_agg(x.text, ' ') as text from (
         select to_json(l)::text from order_links l union all select to_json(a)::text from answers a
         union all select to_json(o)::text from orders o union all select to_json(e)::text from feed_events e union all select to_json(o)::text from outbox o
       ) x (text)`,
    )
    expect(stored[0]?.text).not.to.include(token)
    ;(await follow(token)).close()
    expect(log.join('\n')).not.to.include(token)
  })

  it('shows the order from the first push to the last one, without names, places and ids', async () => {
    const viewer = await follow(await share())
    const { order: first } = await viewer.pushed('order:tracked')
    expect(first).to.include({ status: 'placed' })
    await bring(staff, order, 'in_transit')
    await viewer.pushed('order:status_changed', ({ status }) => status === 'in_transit')
    await viewer.pushed('order:eta_changed')
    await staff.courier.client.request('courier:locate', { location: { lat: 48.15, lng: 17.11 } })
    await viewer.pushed('courier:location_changed')
    const late = await follow(await share())
    expect((await late.pushed('order:tracked')).order.courier?.location).to.deep.equal({ lat: 48.15, lng: 17.11 })
    await bring(staff, order, 'delivered', 'in_transit')
    // the payment at the door has raised the version too, so the order may come whole
    for (const { heard } of [viewer, late])
      await until(() => heard.some(({ payload }) => JSON.stringify(payload).includes('"status":"delivered"')), 'they see the delivery')
    const told = JSON.stringify([viewer.heard, late.heard])
    const secrets = [
      'Tajná',
      'Nora',
      '+421',
      'bell',
      order.id,
      customer.id,
      staff.courier.id,
      staff.courier.login,
      customer.login,
      '48.14,',
    ]
    for (const secret of secrets) expect(told).not.to.include(secret)
    const versions = viewer.heard.flatMap(({ payload }) => Object(payload).version ?? Object(payload).order?.version ?? [])
    expect(versions, 'in order').to.deep.equal([...versions].sort((a, b) => a - b))
    viewer.close()
    late.close()
  })

  it('is read once, and shown as it is, where the database has lost the last change', async () => {
    const viewer = await follow(await share())
    await viewer.pushed('order:tracked')
    await advance(staff.warehouse, order.id, 'confirmed')
    await viewer.pushed('order:status_changed')
    await gateway.database.query('update orders set version = version - 1 where id = $1', [order.id])
    const reads = () => statements.filter((sql) => sql.includes('tracked_orders')).length
    const before = reads()
    const shown = () => viewer.heard.filter(({ event }) => event === 'order:tracked').length
    await until(() => shown() === 2, 'the next look at all links, every 20 s', 60_000)
    expect(reads() - before).to.be.within(1, 3)
    viewer.close()
  })

  it('of another order of the same customer hears nothing of this one', async () => {
    const viewer = await follow(await share())
    const { id } = await anyDish(gateway)
    const { order: other } = await customer.client.request('order:place', placement(id))
    await bring(staff, other, 'confirmed')
    await bring(staff, order, 'confirmed')
    await viewer.pushed('order:status_changed', ({ status }) => status === 'confirmed')
    expect(viewer.heard.filter(({ event }) => event === 'order:status_changed')).to.have.length(1)
    viewer.close()
  })

  it('tells once what happens between joining and the first read', async () => {
    const token = await share()
    statements = []
    onRead = async () => {
      // the second read comes after the socket has joined
      if (statements.filter((sql) => sql.includes('tracked_orders')).length !== 2) return
      onRead = undefined
      await bring(staff, order, 'confirmed')
    }
    const viewer = await follow(token)
    await bring(staff, order, 'in_preparation', 'confirmed')
    await viewer.pushed('order:status_changed', ({ status }) => status === 'in_preparation')
    expect((await viewer.pushed('order:tracked')).order.status).to.equal('confirmed')
    expect(viewer.heard.filter(({ event }) => event === 'order:status_changed')).to.have.length(1)
    viewer.close()
  })

  it('can be revoked: those who follow are disconnected, and the token is refused', async () => {
    const [one, two] = [await share(), await share()]
    const viewers = await Promise.all([follow(one), follow(two)])
    expect((await customer.client.request('order:get', { orderId: order.id })).order.shared).to.equal(true)
    const gone = viewers.map(ended)
    expect((await unshare()).order.shared).to.equal(undefined)
    await Promise.all(gone)
    for (const viewer of viewers) expect(viewer.heard.at(-1)).to.deep.equal({ event: 'session:ended', payload: { reason: 'revoked' } })
    expect([await refused(one), await refused(two), await refused('x')]).to.deep.equal(Array(3).fill('link_not_valid'))
  })

  it('ends at once when the account is deleted', async () => {
    const token = await share()
    await bring(staff, order, 'delivered')
    const viewer = await follow(token)
    const gone = ended(viewer)
    await gateway.database.transact((transaction) => forgetAccount(transaction, customer.id))
    await gone
    expect(viewer.heard.at(-1)).to.deep.equal({ event: 'session:ended', payload: { reason: 'revoked' } })
    expect(await refused(token)).to.equal('link_not_valid')
  })

  it('is followed by so many at once, and no more, until one leaves', async () => {
    const token = await share()
    const viewers = await Promise.all(Array.from({ length: 10 }, () => follow(token)))
    expect(await refused(token)).to.equal('too_many_connections')
    const other = await follow(await share())
    other.close()
    viewers[0]?.close()
    const another = await until(() => follow(token).catch(() => undefined), 'there is room again')
    another?.close()
    for (const viewer of viewers) viewer.close()
  })

  it('tells the other devices of the customer that the order is shared', async () => {
    await share()
    await customer.client.pushed('order:status_changed', ({ data }) => data.order.version === order.version + 1)
  })

  it('is one for a requestId, and a repetition replaces its token', async () => {
    const requestId = randomUUID()
    const [first, second] = [await share(requestId), await share(requestId)]
    expect(first).not.to.equal(second)
    expect(await refused(first)).to.equal('link_not_valid')
    ;(await follow(second)).close()
    const reused = await refusal(customer.client.request('order:unshare', { requestId, orderId: order.id }))
    expect(reused.reason).to.equal('request_id_reused')
    await unshare()
    const again = await refusal(customer.client.request('order:share', { requestId, orderId: order.id }))
    expect(again.reason, 'a late repetition shares nothing').to.equal('cannot_share_order')
  })

  it('ends two hours after the delivery', async () => {
    const token = await share()
    await bring(staff, order, 'delivered')
    /** A viewer who came before it ended. */
    const followForAMoment = async (seconds = 1): Promise<Awaited<ReturnType<typeof follow>>> => {
      const at = `to_jsonb(rfc3339(now() - interval '2 hours' + make_interval(secs => $2)))`
      await gateway.database.query(`update orders set timeline = jsonb_set(timeline, '{-1,at}', ${at}) where id = $1`, [order.id, seconds])
      return follow(token).catch((error: unknown) => {
        if (seconds > 10) throw error
        return followForAMoment(3 * seconds)
      })
    }
    const viewer = await followForAMoment()
    await ended(viewer)
    expect(await refused(token)).to.equal('link_not_valid')
    expect(viewer.heard.at(-1)).to.deep.equal({ event: 'session:ended', payload: { reason: 'expired' } })
    expect((await customer.client.request('order:get', { orderId: order.id })).order.shared).to.equal(undefined)
    const shared = await refusal(customer.client.request('order:share', { requestId: randomUUID(), orderId: order.id }))
    expect(shared.reason).to.equal('cannot_share_order')
  })

  it('is not to be had for the order of another customer', async () => {
    const stranger = await arrive(gateway)
    for (const event of ['order:share', 'order:unshare'] as const)
      expect((await refusal(stranger.client.request(event, { requestId: randomUUID(), orderId: order.id }))).reason).to.equal(
        'order_not_found',
      )
    stranger.client.close()
  })

  it('answers no request and does not count as a socket of the account', async () => {
    const token = await share()
    const viewers = await Promise.all(Array.from({ length: 8 }, () => follow(token)))
    const answer = await viewers[0]?.raw('order:get', { orderId: order.id })
    expect(answer && !answer.ok && answer.error.reason).to.equal('unknown_event')
    expect(viewers.every(({ socket }) => socket.connected)).to.equal(true)
    expect(customer.client.socket.connected).to.equal(true)
    for (const viewer of viewers) viewer.close()
  })

  it('costs an order that nobody shares no statement and no row of the outbox', async () => {
    const count = async () => {
      statements = []
      const [before] = await gateway.database.query<{ last: number }>("select pg_sequence_last_value('outbox_id_seq')::int as last")
      const { id } = await anyDish(gateway)
      const { order: other } = await customer.client.request('order:place', placement(id))
      await bring(staff, other, 'delivered')
      const [after] = await gateway.database.query<{ last: number }>("select pg_sequence_last_value('outbox_id_seq')::int as last")
      return { rows: (after?.last ?? 0) - (before?.last ?? 0), tracked: statements.filter((sql) => sql.includes('tracked_orders')).length }
    }
    const alone = await count()
    const viewer = await follow(await share())
    await until(async () => expect(await count()).to.deep.equal(alone), 'a count between two rechecks of the links')
    expect(alone.tracked).to.equal(0)
    viewer.close()
  })

  it('is limited by the address: wrong tokens lead to too_many_requests', async () => {
    const strict = await startTestGateway({ env: { RATE_LIMITS: 'on' }, on: { url: gateway.databaseUrl } })
    const reasons: (string | undefined)[] = []
    await until(async () => {
      reasons.push((await refusal(connectClient(strict.url, '/track', { token: randomUUID() }))).reason)
      return reasons.at(-1) === 'too_many_requests'
    }, 'the address is refused')
    expect(reasons.filter((reason) => reason === 'link_not_valid')).to.have.length(20)
    await strict.stop()
  })
})
