import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { audited } from '../../src/database/audit.ts'
import { auditQuery } from '../../src/requests/audit/query.ts'
import { applyShop } from '../../src/shop/apply/apply.ts'
import { exportShop } from '../../src/shop/export/export.ts'
import { connectGuest, makePerson } from '../support/gateway.ts'
import { advance, placement } from '../support/orders.ts'
import { refusal } from '../support/refusal.ts'
import { shopFrame } from '../support/shop-frame.ts'
import { slicesOf } from '../support/slices.ts'
import { until } from '../support/until.ts'

describe('audit:list', () => {
  const shop = shopFrame()
  const manager = () => shop.staff.manager.client
  const list = (input = {}) => manager().request('audit:list', input)
  const place = async () => (await shop.customer.client.request('order:place', placement(shop.productId))).order
  const count = async (where: string, bind: unknown[] = []) => {
    const [row] = await shop.gateway.database.query<{ n: number }>(`select count(*) as n from audit where ${where}`, bind)
    return row?.n
  }
  const insert = (at: string, more: { event?: string; actorId?: string } = {}) =>
    shop.gateway.database.query("insert into audit (at, event, actor, actor_id) values ($1::timestamptz, $2, 'system', $3)", [
      at,
      more.event ?? 'test',
      more.actorId ?? null,
    ])

  it('filters by person, order and day, page by page', async () => {
    const { id: orderId, number } = await place()
    await advance(shop.staff.warehouse, orderId, 'confirmed')
    await advance(shop.staff.kitchen, orderId, 'in_preparation')
    await advance(shop.staff.kitchen, orderId, 'ready_for_pickup')
    const { id: actorId } = shop.staff.kitchen
    const about = await list({ orderId })
    expect(about.entries.map(({ after }) => after?.status)).to.deep.equal(['ready_for_pickup', 'in_preparation', 'confirmed'])
    expect(about.entries[0]?.order).to.deep.equal({ id: orderId, number })
    const first = await list({ actorId, limit: 1 })
    const { entries, nextCursor } = await list({ actorId, limit: 1, cursor: first.nextCursor })
    expect([...first.entries, ...entries].map(({ by, after }) => [by?.id, after?.status])).to.deep.equal([
      [actorId, 'ready_for_pickup'],
      [actorId, 'in_preparation'],
    ])
    expect(nextCursor).to.equal(undefined)
    expect(await refusal(shop.staff.kitchen.client.request('audit:list', {}))).to.include({ reason: 'role_required' })
    expect(await refusal(list({ cursor: 'bm9wZQ' }))).to.include({ code: 'invalid_argument' })
  })

  it('leaves the name of who took each step with the order, for the staff alone', async () => {
    const { id: orderId } = await place()
    await advance(shop.staff.warehouse, orderId, 'confirmed')
    const { order } = await manager().request('order:get', { orderId })
    const [named] = await shop.gateway.database.query<{ name: string }>('select name from accounts where id = $1', [
      shop.staff.warehouse.id,
    ])
    const name = named?.name ?? ''
    expect(order.timeline.map(({ status, by }) => [status, by])).to.deep.equal([
      ['placed', undefined],
      ['confirmed', { actor: 'warehouse', name }],
    ])
    const { order: own } = await shop.customer.client.request('order:get', { orderId })
    expect(own.timeline.flatMap((step) => Object.keys(step))).to.deep.equal(['status', 'at', 'status', 'at'])
    const { records } = await shop.customer.client.request('account:export', {})
    expect(JSON.stringify([own, records]))
      .not.to.include(name)
      .and.not.to.include(shop.staff.warehouse.id)
  })

  it('takes days on the clock of the shop, also on the day when it changes', async () => {
    await shop.gateway.database.query("update store set time_zone = 'Europe/Bratislava'")
    const actorId = randomUUID()
    // summer time ends on this day, which has 25 hours
    for (const at of ['2026-10-24T21:59:59.999Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59.999Z', '2026-10-25T23:00:00Z'])
      await insert(at, { actorId })
    const day = '2026-10-25'
    const { entries } = await list({ actorId, from: day, to: day })
    expect(entries.map(({ at }) => at)).to.deep.equal(['2026-10-25T22:59:59.999Z', '2026-10-24T22:00:00.000Z'])
    expect((await list({ actorId, from: '2026-10-26' })).entries).to.have.length(1)
    expect(await refusal(list({ from: '2026-10-26', to: day }))).to.have.nested.property('details.fields[0]', 'to')
  })

  it('makes a CSV that no spreadsheet takes for a formula, and records that', async () => {
    const { id: actorId } = await makePerson(shop.gateway.database, 'courier')
    await shop.gateway.database.query("update accounts set name = '=HYPERLINK(1)' where id = $1", [actorId])
    await insert(new Date().toISOString(), { actorId, event: '@event' })
    const { file } = await list({ actorId, format: 'csv' })
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file?.content)
    expect(text).to.match(/^\ufeffat,event,actor,/)
    expect(text).to.include("'=HYPERLINK(1)").and.to.include("'@event")
    const [latest] = (await list({ limit: 1 })).entries
    expect(latest).to.deep.include({ event: 'audit:list', payload: { actorId, format: 'csv' } })
  })

  it('has one entry for a request that is sent twice, and none for one that is refused', async () => {
    const { id: orderId } = await place()
    const { client } = shop.staff.warehouse
    const twice = { requestId: randomUUID(), orderId, to: 'confirmed' as const }
    await Promise.all([client.request('order:advance', twice), client.request('order:advance', twice)])
    await client.request('order:advance', twice)
    await refusal(client.request('order:advance', { requestId: randomUUID(), orderId, to: 'confirmed' }))
    expect(await count('order_id = $1', [orderId])).to.equal(1)
    const broadcast = { requestId: randomUUID(), title: 'A title', body: 'A body' }
    for (const _ of [1, 2]) await manager().request('notification:broadcast', broadcast)
    expect(await count("event = 'notification:broadcast'")).to.equal(1)
  })

  it('has an entry of each step that many take at once', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, place))
    await Promise.all(orders.map(({ id }) => advance(shop.staff.warehouse, id, 'confirmed')))
    expect(await count('order_id = any ($1)', [orders.map(({ id }) => id)])).to.equal(8)
  })

  it('has the first failure of a minute, and not each of many', async () => {
    const victim = await makePerson(shop.gateway.database)
    const guest = await connectGuest(shop.gateway)
    const guess = (login: string) => refusal(guest.request('account:sign_in', { login, password: 'a wrong password' }))
    await guess(victim.login)
    await until(async () => expect(await count('account_id = $1', [victim.id])).to.equal(1), 'the failure is recorded')
    for (let n = 0; n < 8; n += 1) await guess(n % 2 === 0 ? victim.login : 'somebody')
    guest.close()
    for (let n = 0; n < 5; n += 1) await refusal(shop.staff.courier.client.request('shop:resume', {}))
    await until(
      async () => expect(await count("refused = 'role_required' and event = 'shop:resume'")).to.equal(1),
      'the refusal is recorded',
    )
    expect(await count("refused = 'invalid_credentials'")).to.equal(1)
    const [row] = await shop.gateway.database.query<{ all: string }>('select string_agg(audit::text, chr(10)) as all from audit')
    expect(row?.all).not.to.include('somebody').and.not.to.include('a wrong password')
  })

  it('knows the gateway and the operator, who have no account', async () => {
    const before = await exportShop(shop.gateway.database)
    if (!before) throw new Error('there is no shop')
    const file = { ...before, shop: { ...before.shop, name: 'Another name' } }
    const operator = audited(shop.gateway.database, { event: 'shop:apply', actor: 'command_line' })
    await applyShop(operator, file, { dryRun: true })
    await applyShop(operator, file)
    await applyShop(shop.gateway.database, before)
    const { entries } = await list({ limit: 100 })
    expect(entries.filter(({ actor }) => actor === 'command_line').map(({ after }) => after)).to.deep.equal([
      { shop: { name: 'Another name' } },
    ])
    const { id: orderId } = await place()
    await shop.gateway.database.call('change_order_status', [orderId, 'rejected', 'system', null, null, null])
    expect((await list({ orderId })).entries).to.have.length(1)
    expect((await list({ orderId })).entries[0]).to.deep.include({
      actor: 'system',
      before: { status: 'placed' },
      after: { status: 'rejected' },
    })
  })

  it('keeps nothing that says who a deleted customer was', async () => {
    const { id, login } = await makePerson(shop.gateway.database)
    const [{ name }] = (await shop.gateway.database.query<{ name: string }>('select name from accounts where id = $1', [id])) as [
      { name: string },
    ]
    await manager().request('customer:block', { requestId: randomUUID(), accountId: id, reason: `${login} lives at Hlavná 1` })
    await shop.gateway.database.query('select forget_account($1)', [id])
    const entries = JSON.stringify((await list({ limit: 100 })).entries)
    expect(entries).to.include(id).and.not.to.include(name).and.not.to.include('Hlavná')
  })

  describe('and its table', () => {
    const refused = (sql: string) =>
      shop.gateway.database.query(sql).then(
        () => expect.fail(`not refused: ${sql}`),
        (error: unknown) => expect(error).to.be.an('error'),
      )

    it('takes no change and no deletion', async () => {
      await insert(new Date().toISOString())
      const all = await count('true')
      const [partition] = await shop.gateway.database.query<{ name: string }>(
        'select tableoid::regclass::text as name from audit order by at desc limit 1',
      )
      for (const table of ['audit', partition?.name ?? '']) {
        await refused(`update ${table} set event = 'x'`)
        await refused(`delete from ${table}`)
        await refused(`truncate ${table}`)
      }
      expect(await count('true')).to.equal(all)
    })

    it('forgets whole months that are older than AUDIT_DAYS, and no younger row', async () => {
      const ages = [29, 31, 70, 300, 364, 365 + 31, 500, 700]
      for (const days of ages) await insert(new Date(Date.now() - days * 86_400_000).toISOString(), { event: `aged ${days}` })
      const left = async () =>
        (await shop.gateway.database.query<{ event: string }>("select event from audit where event like 'aged %' order by at desc")).map(
          ({ event }) => event,
        )
      const forget = (days: number) => shop.gateway.database.query('select forget_audit($1)', [days])
      await until(async () => {
        await forget(365)
        return expect(await left()).to.deep.equal(['aged 29', 'aged 31', 'aged 70', 'aged 300', 'aged 364'])
      }, 'what is old is gone')
      await until(async () => {
        await forget(30)
        return expect(await left()).to.not.include('aged 70')
      }, 'what is older than a month is gone')
      expect(await left()).to.include('aged 29')
    })

    it('is read by the index of each filter', async () => {
      const { database } = shop.gateway
      for (const slice of slicesOf(60_000, 10_000))
        await database.query(
          `insert into audit (at, event, actor, actor_id, order_id)
           select now() - n * interval '1 minute', 'many', 'kitchen', md5((n % 500)::text)::uuid, md5(n::text)::uuid
           from generate_series($1::int, $2::int) n`,
          slice,
        )
      await database.query('analyze audit')
      const id = '0cc175b9-c0f1-b6a8-31c3-99e269772661'
      const filters = [{}, { actorId: id }, { orderId: id }, { from: '2026-01-01', to: '2026-01-02' }, { actorId: id, from: '2026-01-01' }]
      for (const filter of filters) {
        const { sql, bind } = auditQuery(filter)
        const [plan] = await database.query<{ 'QUERY PLAN': unknown }>(`explain (format json) ${sql} limit 51`, bind)
        const text = JSON.stringify(plan)
        expect(text, JSON.stringify(filter)).not.to.match(
          /"Node Type":"Seq Scan"[^{}]*"Relation Name":"audit_[0-9]+"[^{}]*"Plan Rows":[1-9]\d{3}/,
        )
        expect(text, JSON.stringify(filter)).to.match(/audit_\d+_pkey|actor_id_at_id_idx|order_id_at_id_idx/)
        expect(text, 'sorts all').not.to.match(/"Node Type":"Sort"[^{}]*"Plan Rows":\d{4}/)
      }
    })
  })
})
