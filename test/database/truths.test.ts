import { expect } from 'chai'
import {
  allergen,
  awayMinutes,
  diet,
  maxAddresses,
  maxFavorites,
  maxLines,
  maxPortions,
  notification,
  notificationDays,
  orderStatuses,
  paymentMethod,
  paymentStatus,
  ratingDays,
  refund,
  refundReason,
  roles,
  sessionEndReason,
  undoSeconds,
} from '../../src/contract/index.ts'
import { delayableStatuses, finalStatuses, undoableStatuses } from '../../src/contract/order-life.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'

// the steps of orders and payments are compared in test/orders/order-life.test.ts and test/payments/payments.test.ts, currencies in test/contract/currency.test.ts
describe('SQL and the contract agree on', () => {
  let target: TestDatabase
  before(async () => {
    target = await createTestDatabase()
  })
  after(() => target.drop())

  const textOf = async (sql: string, bind: readonly unknown[]) => {
    const [row] = await target.database.query<{ text: string }>(sql, bind)
    return row?.text ?? ''
  }
  const wordsOf = (text: string) => [...text.matchAll(/'(\w+)'::text/g)].map(([, word]) => word)
  const checkOf = async (table: string, column: string) =>
    wordsOf(
      await textOf('select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and conname = $2', [
        table,
        `${table}_${column}_check`,
      ]),
    )
  const one = async (sql: string, bind: readonly unknown[] = []) => (await target.database.query<{ value: unknown }>(sql, bind))[0]?.value
  const active = orderStatuses.filter((status) => !finalStatuses.includes(status))

  const checks: [table: string, column: string, words: readonly string[]][] = [
    ['accounts', 'role', roles],
    ['accounts', 'preferred_payment_method', paymentMethod.options],
    ['sessions', 'end_reason', sessionEndReason.exclude(['replaced']).options],
    ['order_transitions', 'role', [...roles, 'system']],
    ['orders', 'status', orderStatuses],
    ['payments', 'method', paymentMethod.options],
    ['payments', 'status', paymentStatus.options],
    ['refunds', 'reason', refundReason.options],
    ['refunds', 'status', refund.shape.status.options],
    ['notifications', 'kind', notification.shape.kind.options],
  ]
  for (const [table, column, words] of checks) {
    it(`the values of ${table}.${column}`, async () => {
      expect(await checkOf(table, column)).to.have.members(words)
    })
  }

  it('which orders are active; the index of the queues covers them all', async () => {
    const predicate = await textOf(
      "select pg_get_expr(indpred, indrelid) as text from pg_index where indexrelid = 'orders_queue'::regclass",
      [],
    )
    expect(wordsOf(predicate)).to.have.members(active)
  })

  it('which orders can be late, and which ones statistics count', async () => {
    const paidFor = active.filter((status) => status !== 'awaiting_payment')
    expect(await one('select can_be_late() as value')).to.have.members(paidFor)
    const bought = await one('select array_agg(s) as value from unnest($1::text[]) s where counts_as_bought(s)', [orderStatuses])
    expect(bought).to.have.members([...paidFor, 'delivered'])
  })

  it('which orders can be delayed', async () => {
    expect(await one('select can_be_delayed() as value')).to.have.members(delayableStatuses)
  })

  it('which steps can be undone', async () => {
    expect(await one('select can_be_undone() as value')).to.have.members(undoableStatuses)
  })

  it('diets, and the values that an ingredient may rule out', async () => {
    expect(await one('select all_diets() as value')).to.deep.equal(diet.options)
    const unknown = 'select coalesce(array_agg(u), $2) as value from ingredients, unnest(unfit_for) u where u <> all ($1)'
    expect(await one(unknown, [[...diet.options, ...allergen.options], []])).to.deep.equal([])
  })

  it('the numbers of lines, portions and addresses that are allowed', async () => {
    const constraint = 'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1'
    expect(await textOf(constraint, ['favorites_items_check'])).to.include(`jsonb_array_length(items) <= ${maxLines})`)
    expect(await textOf(constraint, ['order_items_quantity_check'])).to.include(`quantity <= ${maxPortions})`)
    // besides the default address
    expect(await textOf(constraint, ['accounts_other_addresses_check'])).to.include(
      `jsonb_array_length(other_addresses) < ${maxAddresses})`,
    )
  })

  it('limits', async () => {
    expect(
      await one(
        "select json_build_object('favorites', max_favorites(), 'daysToRate', max_days_to_rate(), 'secondsToUndo', max_seconds_to_undo(), 'minutesAway', max_minutes_away(), 'notificationDays', notification_days()) as value",
      ),
    ).to.deep.equal({
      favorites: maxFavorites,
      daysToRate: ratingDays,
      secondsToUndo: undoSeconds,
      minutesAway: awayMinutes,
      notificationDays,
    })
  })
})
