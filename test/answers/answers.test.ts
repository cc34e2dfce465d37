import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import { bodyHash, find, once, replace } from '../../src/answers/answers.ts'
import { parseStoredAnswer } from '../../src/answers/stored-answer.ts'
import { arrive, makePerson, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { anyDish, placement } from '../support/orders.ts'
import { rejection } from '../support/rejection.ts'

describe('stored answers', () => {
  let gateway: TestGateway
  let productId: string

  before(async () => {
    gateway = await startTestGateway()
    productId = (await anyDish(gateway)).id
  })
  after(() => gateway.stop())

  const someRequest = () => ({ accountId: randomUUID(), requestId: randomUUID(), hash: bodyHash('menu:get', {}) })
  const answer = (request: ReturnType<typeof someRequest>, data: unknown) =>
    gateway.database.transact((transaction) => once(transaction, request, async () => data))

  it('are returned to a repetition; another body, or another request with the same body, is refused', async () => {
    const request = someRequest()
    expect(await answer(request, { n: 1 })).to.deep.equal({ n: 1 })
    expect(await answer(request, { n: 2 })).to.deep.equal({ n: 1 })
    for (const hash of [bodyHash('menu:get', { other: true }), bodyHash('menu:list', {})]) {
      const other = { ...request, hash }
      // one after the other: a promise that rejects while the test waits for another counts as unhandled
      for (const ask of [() => answer(other, {}), () => find(gateway.database, other)])
        expect(await rejection(ask())).to.include({ reason: 'request_id_reused' })
    }
  })

  it('are kept under a hash that no version changes', () => {
    const hash = bodyHash('order:cancel', { orderId: '018f', comment: 'Nie je to môj dom 🏠' })
    expect(hash.toString('hex')).to.equal('788820a5567eab05631ffda10b4504c7151e621ad6026d90d7a641f31e2a78f8')
  })

  it('can be replaced while they exist', async () => {
    const request = someRequest()
    await answer(request, { n: 1 })
    const add = (before: unknown) => ({ before })
    await gateway.database.transact((transaction) => replace(transaction, request, add))
    expect(await find(gateway.database, request)).to.deep.equal({ data: { before: { data: { n: 1 } } } })
    const gone = someRequest()
    await gateway.database.transact((transaction) => replace(transaction, gone, add))
    expect(await find(gateway.database, gone)).to.equal(undefined)
  })

  it('have the declared shape, whether a command, place_orders or the payment of an order writes them', async () => {
    const { client, id } = await arrive(gateway)
    const cash = placement(productId)
    const card = placement(productId, { paymentMethod: 'card', note: 'Ring twice' })
    await client.request('order:place', cash)
    await client.request('order:place', card)
    const { order } = await client.request('order:place', cash)
    const cancellation = { requestId: randomUUID(), orderId: order.id, reason: 'other' } as const
    await client.request('order:cancel', cancellation)
    const rows = await gateway.database.query<{ id: string; answer: unknown }>(
      'select r.id, s.answer from unnest($2::uuid[]) r(id), stored_answer($1, r.id) s',
      [id, [cash, card, cancellation].map(({ requestId }) => requestId)],
    )
    const forms = rows.map((row) => {
      const parsed = parseStoredAnswer(row.answer)
      expect(parsed, 'nothing is stored that the shape does not declare').to.deep.equal(row.answer)
      return [row.id, Object.keys(parsed)]
    })
    expect(forms).to.have.deep.members([
      [cash.requestId, ['asked', 'placed']],
      [card.requestId, ['data']],
      [cancellation.requestId, ['changed']],
    ])
    client.close()
  })

  it('of another shape are refused', async () => {
    const request = someRequest()
    await answer(request, {})
    await gateway.database.query(`update answers set answer = '{"order": {}}' where request_id = $1`, [request.requestId])
    expect((await rejection(find(gateway.database, request))).name).to.equal('ZodError')
  })

  for (const role of ['customer', 'manager'] as const) {
    it(`are one for many repetitions at once, of a ${role}`, async () => {
      const { id } = await makePerson(gateway.database, role)
      const request = { ...someRequest(), accountId: id }
      let runs = 0
      const repetitions = Array.from({ length: 20 }, () =>
        gateway.database.transact((transaction) =>
          once(transaction, request, async () => {
            runs += 1
            await transaction.query('select pg_sleep(0.05)')
            return { runs }
          }),
        ),
      )
      for (const repetition of repetitions) expect(await repetition).to.deep.equal({ runs: 1 })
      expect(await gateway.database.query('select from answers where account_id = $1', [id])).to.have.length(1)
    })
  }
})
