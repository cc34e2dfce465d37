import { randomUUID } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import pg from 'pg'
import { discounted, type Taxed, taxesOf } from '../../src/orders/taxes.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { rejection } from '../support/rejection.ts'

const rate = fc.constantFrom(0, 5, 5.5, 8.875, 19, 23, 100)
const amount = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 10 ** 9 }))

/** What an order costs, as the node works it out: src/orders/bill.ts. */
const bill = fc
  .record({
    dishes: fc.array(fc.record({ rate, amount }), { minLength: 1, maxLength: 5 }),
    isTaxed: fc.boolean(),
    deliveryRate: rate,
    fee: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 900 })),
    tip: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 500 })),
    off: fc.constantFrom('dishes', 'delivery', 'nothing'),
    share: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ share, ...asked }) => {
    const subtotal = asked.dishes.reduce((sum, dish) => sum + dish.amount, 0)
    const discount = asked.off === 'dishes' ? Math.round((subtotal * share) / 100) : asked.off === 'delivery' ? asked.fee : 0
    const left = asked.off === 'dishes' ? discounted(asked.dishes, discount) : asked.dishes
    const fee = asked.fee - (asked.off === 'delivery' ? discount : 0)
    const taxes = asked.isTaxed ? taxesOf([...left, { rate: asked.deliveryRate, amount: fee }]) : []
    return { ...asked, subtotal, discount, taxes, total: subtotal - discount + asked.fee + asked.tip }
  })

interface Entry {
  account: string
  amount: number
}

describe('the ledger', () => {
  let target: TestDatabase
  before(async () => {
    target = await createTestDatabase()
  })
  after(() => target.drop())

  const postSql = "select post_entries('payment', null, null, null, 'EUR', $1, $2)"
  const post = (accounts: readonly string[], amounts: readonly number[]) => target.database.query(postSql, [accounts, amounts])
  /** What PostgreSQL says of a statement that it refuses. */
  const refusal = async (sql: string, bind: readonly unknown[] = []) => {
    const client = new pg.Client({ connectionString: target.url })
    await client.connect()
    const { message } = await rejection(client.query(sql, [...bind])).finally(() => client.end())
    return message
  }

  it('refuses what does not sum to zero, and accounts that it does not have', async () => {
    expect(
      await refusal(postSql, [
        ['provider:stripe', 'customers'],
        [100, -99],
      ]),
    ).to.contain('ledger_balance_check')
    expect(
      await refusal(postSql, [
        ['provider:stripe', 'pocket'],
        [100, -100],
      ]),
    ).to.contain('ledger_accounts_check')
    expect(await refusal(postSql, [['customers'], [100]])).to.contain('ledger_')
  })

  it('leaves out entries of zero, and transactions without entries', async () => {
    await post(['terminal', 'customers'], [0, 0])
    await post(['terminal', 'tips', 'customers'], [500, 0, -500])
    const posted = await target.database.query<Entry>(
      "select account, amount from ledger_entries where id in (select id from ledger_entries where account = 'terminal') order by amount",
    )
    expect(posted).to.deep.equal([
      { account: 'customers', amount: -500 },
      { account: 'terminal', amount: 500 },
    ])
  })

  it('is never changed: PostgreSQL refuses to update, delete and truncate', async () => {
    for (const sql of ['update ledger set at = now()', 'delete from ledger', 'truncate ledger'])
      expect(await refusal(sql), sql).to.contain('never changed')
  })

  /** Stores an order with its dishes, charges it, and returns what was posted. */
  const charge = async ({
    dishes,
    isTaxed,
    subtotal,
    discount,
    fee,
    tip,
    taxes,
  }: typeof bill extends fc.Arbitrary<infer B> ? B : never) => {
    const order = { id: randomUUID(), payment_id: randomUUID(), currency: 'EUR', subtotal, discount, delivery_fee: fee, tip }
    await target.database.query(
      `insert into orders (id, payment_id, account_id, request_id, status, currency, subtotal, discount, delivery_fee, tip, taxes, delivery, timeline,
         cooking_minutes, delivery_minutes, restock_minutes, eta_earliest, eta_latest, eta_promised)
       select $1, $2, a.id, $1, 'delivered', $3, $4, $5, $6, $7, $8, '{}', '[]', 1, 1, 1, now(), now(), now() from accounts a limit 1`,
      [...Object.values(order), JSON.stringify(taxes.map((tax) => [tax.rate, tax.base, tax.tax]))],
    )
    await target.database.query(
      `insert into order_items (order_id, line, product_id, name, quantity, unit_price, tax_rate)
       select $1, n, $1, 'X', 1, x.amount, x.rate from unnest($2::bigint[], $3::numeric[]) with ordinality x(amount, rate, n)`,
      [order.id, dishes.map((dish) => dish.amount), dishes.map((dish) => (isTaxed ? dish.rate : null))],
    )
    await target.database.query('select post_charge(o) from orders o where o.id = $1', [order.id])
    const posted = await target.database.query<Entry>('select account, amount from ledger_entries where order_id = $1', [order.id])
    const sums = new Map(posted.map((entry) => [entry.account, entry.amount]))
    return (account: string) => sums.get(account) ?? 0
  }

  const taxIn = (sum: number, at: number) => taxesOf([{ rate: at, amount: sum }])[0]?.tax ?? 0

  it('charges each order by tax rate: dishes, delivery and discount without their tax, exactly', async () => {
    await target.database.query("insert into accounts (id, login, email, name, role) values ($1, 'x', 'x@example.com', 'X', 'customer')", [
      randomUUID(),
    ])
    await fc.assert(
      fc.asyncProperty(bill, async (asked) => {
        const posted = await charge(asked)
        const { taxes, tip, total, fee, deliveryRate, dishes, discount, off } = asked
        expect(posted('customers'), 'customers').to.equal(total)
        expect(posted('tips') + 0).to.equal(0 - tip)
        // an order of nothing has no taxes
        if (taxes.length === 0) {
          expect([posted('sales'), posted('delivery'), posted('discounts')]).to.deep.equal([0 - asked.subtotal, 0 - fee, discount])
          return
        }
        for (const { rate: at, base, tax } of taxes) {
          const [sales, delivery, discounts] = ['sales', 'delivery', 'discounts'].map((name) => posted(`${name}:${at}`))
          expect(posted(`tax:${at}`), `tax at ${at}`).to.equal(0 - tax)
          expect((sales ?? 0) + (delivery ?? 0) + (discounts ?? 0), `base at ${at}`).to.equal(0 - base)
        }
        // which rate the delivery has cannot be seen where it is given away
        if (off === 'delivery') return
        expect(posted(`delivery:${deliveryRate}`), 'delivery').to.equal(0 - (fee - taxIn(fee, deliveryRate)))
        const before = new Map(discounted(dishes, 0).map((each: Taxed) => [each.rate, each.amount]))
        for (const left of discounted(dishes, discount)) {
          const taken = (before.get(left.rate) ?? 0) - left.amount
          expect(posted(`discounts:${left.rate}`), `discount at ${left.rate}`).to.equal(taken - taxIn(taken, left.rate))
        }
      }),
      { numRuns: 150 },
    )
  })
})
