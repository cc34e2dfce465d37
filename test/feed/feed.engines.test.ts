import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { rotate } from '../../src/database/rotate.ts'
import type { Client } from '../support/client.ts'
import { seqsOf } from '../support/feed.ts'
import { arrive, connectCustomer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { until } from '../support/until.ts'

describe('the feed', () => {
  let gateway: TestGateway
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  const feedOf = (client: Client<'/'>) => {
    const [ready] = client.heard.filter(({ event }) => event === 'session:ready')
    if (!ready) throw new Error('not ready')
    return (ready.payload as { feed: { epoch: string; seq: number; recovered: boolean; replayed: number } }).feed
  }
  const outboxIsEmpty = (accountId: string) =>
    until(
      async () =>
        expect(await gateway.database.query('select seqs from outbox where $1 = any (account_ids)', [accountId])).to.deep.equal([]),
      'the outbox has nothing of this account',
    )
  const place = (client: Client<'/'>) => client.request('order:place', placement(productId))

  it('starts empty, and a client without a position has nothing recovered', async () => {
    const { client } = await arrive(gateway)
    expect(feedOf(client)).to.include({ seq: 0, recovered: false, replayed: 0 })
    client.close()
  })

  it('replays missed events in order, before session:ready', async () => {
    const { client, token } = await arrive(gateway)
    const start = feedOf(client)
    await place(client)
    await place(client)
    await client.pushed('order:status_changed', ({ seq }) => seq === 2)
    client.close()

    const again = await connectCustomer(gateway, token, { epoch: start.epoch, seq: 1 })
    expect(feedOf(again)).to.deep.equal({ epoch: start.epoch, seq: 2, recovered: true, replayed: 1 })
    expect(again.heard.map(({ event }) => event)).to.deep.equal(['order:status_changed', 'session:ready'])
    expect(seqsOf(again)).to.deep.equal([2])
    again.close()

    const current = await connectCustomer(gateway, token, { epoch: start.epoch, seq: 2 })
    expect(feedOf(current)).to.include({ recovered: true, replayed: 0 })
    current.close()
  })

  const lost: [string, (known: { epoch: string; seq: number }) => { epoch: string; seq: number }][] = [
    ['another epoch', ({ seq }) => ({ epoch: randomUUID(), seq })],
    ['a position from the future', ({ epoch, seq }) => ({ epoch, seq: seq + 1 })],
    ['a position past the retention', ({ epoch }) => ({ epoch, seq: 0 })],
  ]
  for (const [what, position] of lost) {
    it(`recovers nothing for ${what}, and never only a part`, async () => {
      const { client, token, id } = await arrive(gateway)
      await place(client)
      await place(client)
      const { epoch } = feedOf(client)
      client.close()
      await gateway.database.query('delete from feed_events where account_id = $1 and seq = 1', [id])
      const again = await connectCustomer(gateway, token, position({ epoch, seq: 2 }))
      expect(feedOf(again)).to.deep.equal({ epoch, seq: 2, recovered: false, replayed: 0 })
      expect(seqsOf(again)).to.deep.equal([])
      again.close()
    })
  }

  it('answers feed:replay with a page after a position', async () => {
    const { client } = await arrive(gateway)
    for (let n = 0; n < 3; n++) await place(client)
    const page = await client.request('feed:replay', { after: 1, limit: 1 })
    expect(page).to.deep.include({ head: 3, recovered: true, epoch: feedOf(client).epoch })
    expect(page.events.map(({ seq, event }) => ({ seq, event }))).to.deep.equal([{ seq: 2, event: 'order:status_changed' }])
    expect(await client.request('feed:replay', { after: 9 })).to.deep.include({ recovered: false, events: [] })
    client.close()
  })

  it('replays no later part if an earlier one was too old and is gone', async () => {
    const { client, token, id } = await arrive(gateway)
    const { epoch } = feedOf(client)
    for (let n = 0; n < 3; n++) await place(client)
    // the first two are from the period whose partition is emptied next
    const [{ days = 0, partitions = 0 } = {}] = await gateway.database.query<{ days: number; partitions: number }>(
      "update rotations set emptied_for = 0 where table_name = 'feed_events' returning days, partitions",
    )
    const age = 'update feed_events set at = at - make_interval(days => $2) where account_id = $1 and seq <= 2'
    await gateway.database.query(age, [id, days * (partitions - 1)])
    await until(async () => {
      await rotate(gateway.database, 'feed_events')
      return expect(await gateway.database.query('select seq from feed_events where account_id = $1', [id])).to.deep.equal([{ seq: 3 }])
    }, 'the partition is emptied')
    expect(await client.request('feed:replay', { after: 1 })).to.deep.include({ head: 3, recovered: false, events: [] })
    expect((await client.request('feed:replay', { after: 2 })).events.map(({ seq }) => seq)).to.deep.equal([3])
    client.close()
    for (const [seq, recovered] of [[1, false] as const, [2, true] as const]) {
      const again = await connectCustomer(gateway, token, { epoch, seq })
      expect(feedOf(again), `from ${seq}`).to.deep.equal({ epoch, seq: 3, recovered, replayed: recovered ? 1 : 0 })
      again.close()
    }
  })

  it('replays no page with a gap, even if later events are there', async () => {
    const { client, id } = await arrive(gateway)
    for (let n = 0; n < 5; n++) await place(client)
    await gateway.database.query('delete from feed_events where account_id = $1 and seq = 3', [id])
    const page = async (after: number, limit: number) => {
      const { events, recovered } = await client.request('feed:replay', { after, limit })
      return [recovered, ...events.map(({ seq }) => seq)]
    }
    expect(await page(0, 2)).to.deep.equal([true, 1, 2])
    for (const [after, limit] of [
      [0, 4],
      [0, 3],
      [1, 2],
      [2, 2],
    ] as const)
      expect(await page(after, limit)).to.deep.equal([false])
    expect(await page(3, 5)).to.deep.equal([true, 4, 5])
    expect(await page(5, 5)).to.deep.equal([true])
    client.close()
  })

  const tellMuch = (accountId: string, events: number, bytesEach: number) =>
    gateway.database.query(
      `select count(append_feed($1, 'payment:status_changed', json_build_object('orderId', $1::uuid, 'paymentId', $1::uuid, 'method', 'qr',
         'status', 'processing', 'padding', $2::text))) from generate_series(1, $3) n`,
      [accountId, 'x'.repeat(bytesEach), events],
    )

  it('recovers nothing for a client that has missed more than its connection can buffer', async () => {
    const { client, token, id } = await arrive(gateway)
    const { epoch } = feedOf(client)
    client.close()
    await tellMuch(id, 900, 200)
    const whole = await connectCustomer(gateway, token, { epoch, seq: 0 })
    expect(feedOf(whole)).to.deep.equal({ epoch, seq: 900, recovered: true, replayed: 900 })
    whole.close()
    await tellMuch(id, 50, 30_000)
    const anew = await connectCustomer(gateway, token, { epoch, seq: 0 })
    expect(feedOf(anew)).to.deep.equal({ epoch, seq: 950, recovered: false, replayed: 0 })
    anew.close()
  })

  it('ends a page of feed:replay before it exceeds what the connection can buffer', async () => {
    const { client, id } = await arrive(gateway)
    await tellMuch(id, 100, 30_000)
    const told: number[] = []
    for (let after = 0; after < 100; after = told.at(-1) ?? 100) {
      const { events, recovered } = await client.request('feed:replay', { after, limit: 500 })
      expect(recovered).to.equal(true)
      expect(JSON.stringify(events).length).to.be.lessThan(900_000)
      told.push(...events.map(({ seq }) => seq))
    }
    expect(told).to.deep.equal(Array.from({ length: 100 }, (_, n) => n + 1))
    client.close()
  })

  it('reaches every device of the customer, and no other account', async () => {
    const [one, other] = [await arrive(gateway), await arrive(gateway)]
    const second = await connectCustomer(gateway, one.token)
    await place(one.client)
    await second.pushed('order:status_changed', ({ seq }) => seq === 1)
    // the answer arrives after all earlier pushes
    await other.client.request('order:pending', {})
    expect(seqsOf(other.client)).to.deep.equal([])
    for (const client of [one.client, second, other.client]) client.close()
  })

  it('numbers simultaneous events without a gap', async () => {
    const { client } = await arrive(gateway)
    await Promise.all(Array.from({ length: 60 }, () => place(client)))
    await Promise.all(Array.from({ length: 60 }, (_, n) => client.pushed('order:status_changed', ({ seq }) => seq === n + 1)))
    expect([...seqsOf(client)].sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 60 }, (_, n) => n + 1))
    client.close()
  })

  it('sweeps events that were committed and never published', async () => {
    const { client, id } = await arrive(gateway)
    // like a node that dies between the commit and the push
    await gateway.database.query("select append_feed($1, 'order:eta_changed', $2)", [
      id,
      JSON.stringify({
        orderId: randomUUID(),
        version: 2,
        eta: { earliest: '2026-01-01T00:00:00.000Z', latest: '2026-01-01T00:00:00.000Z', promised: '2026-01-01T00:00:00.000Z' },
        cause: 'delay',
      }),
    ])
    expect((await client.pushed('order:eta_changed')).seq).to.equal(1)
    await outboxIsEmpty(id)
    client.close()
  })

  it('leaves no published event in the outbox, and does not publish it again', async () => {
    const publishedOnce = async () => {
      const { client, id } = await arrive(gateway)
      await place(client)
      await client.pushed('order:status_changed')
      await outboxIsEmpty(id)
      // the answer comes after everything that was pushed before it
      await client.request('order:pending', {})
      client.close()
      return client.heard.filter(({ event }) => event === 'order:status_changed').length === 1
    }
    // a node that is stopped for seconds may find its rows swept
    await until(publishedOnce, 'an event is published, and its row deleted, without the sweep')
  })
})
