import { expect } from 'chai'
import fc from 'fast-check'
import type { Database } from '../../src/database/database.ts'
import { makePerson } from '../support/gateway.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { type RandomOrder, randomOrder, storeOrder, subtotalOf, taxesOfOrder } from '../support/random-orders.ts'

interface Adjusted {
  amount: number
  delivery: number
  tip: number
  lines: { line: number; quantity: number; amount: number }[]
  taxes: [rate: number, base: number, tax: number][]
}

/** Random refunds; what is not possible is refused. */
const asked = fc.oneof(
  fc.record({ line: fc.nat(5), quantity: fc.integer({ min: 1, max: 50 }) }).map((line) => ({ lines: [line] })),
  fc.constant({ delivery: true }),
  fc.oneof(fc.nat(40), fc.nat(4000), fc.nat(10 ** 9)).map((amount) => ({ amount: amount + 1 })),
)

const sumBy = (taxes: Adjusted['taxes']) => {
  const sums = new Map<number, [base: number, tax: number]>()
  for (const [rate, base, tax] of taxes) {
    const [bases, all] = sums.get(rate) ?? [0, 0]
    sums.set(rate, [bases + base, all + tax])
  }
  return [...sums].map(([rate, [base, tax]]) => [rate, base, tax]).sort(([a = 0], [b = 0]) => a - b)
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0)

const refundAll = async (database: Database, order: RandomOrder, accountId: string, wishes: readonly object[]) => {
  const id = await storeOrder(database, accountId, order)
  for (const wish of [...wishes, { all: true }])
    await database.call('refund_order', [id, null, JSON.stringify(wish), order.currency, 'A reason'])
  return database.query<Adjusted>('select amount, delivery, tip, lines, taxes from order_adjustments where order_id = $1 order by number', [
    id,
  ])
}

describe('what refunds give back', () => {
  let test: TestDatabase
  let accountId: string

  before(async () => {
    test = await createTestDatabase()
    accountId = (await makePerson(test.database)).id
  })
  after(() => test.drop())

  it('is never lost or invented: whatever is refunded in whichever order, all of it is the price and the taxes of the order', async () => {
    await fc.assert(
      fc.asyncProperty(randomOrder, fc.array(asked, { maxLength: 6 }), async (order, wishes) => {
        const adjusted = await refundAll(test.database, order, accountId, wishes)
        const total = subtotalOf(order) - order.discount + order.deliveryFee + order.tip
        expect(sum(adjusted.map(({ amount }) => amount))).to.equal(total)
        expect(sumBy(adjusted.flatMap(({ taxes }) => taxes))).to.deep.equal(taxesOfOrder(order))
        expect(sum(adjusted.map(({ tip }) => tip))).to.equal(order.tip)
        expect(sum(adjusted.map(({ delivery }) => delivery))).to.equal(order.deliveryFee - (order.isDeliveryFree ? order.discount : 0))
        for (const { amount, delivery, tip, lines, taxes } of adjusted) {
          expect(sum(lines.map((line) => line.amount)) + delivery + tip).to.equal(amount)
          expect(Math.min(amount, delivery, tip, ...lines.flatMap((line) => [line.amount, line.quantity]))).to.be.at.least(0)
          if (order.isTaxed) expect(sum(taxes.map(([, base, tax]) => base + tax))).to.equal(amount - tip)
          expect(Math.min(0, ...taxes.flatMap(([, base, tax]) => [base, tax]))).to.equal(0)
        }
        for (const [n, { quantity }] of order.lines.entries()) {
          const taken = sum(adjusted.flatMap(({ lines }) => lines.filter(({ line }) => line === n)).map((line) => line.quantity))
          expect(taken).to.be.at.most(quantity)
        }
      }),
      { numRuns: 150 },
    )
  })
})
