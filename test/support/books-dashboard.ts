/** What happens to money in the dashboard of the payment service: refunds made there, and disputes. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Transaction } from '../../src/database/database.ts'
import { recordRefund } from '../../src/payments/settle.ts'
import { at, type Command, command, hasOrders, pick, type World } from './books-command.ts'
import * as model from './books-model.ts'

/** Locks the payment, and calls `act` with what of it can go back; not if that is nothing. Like a service, which never sends more than it has. */
const withRest = (
  { nodes: [{ database }] }: Pick<World, 'nodes'>,
  paymentId: string,
  act: (transaction: Transaction, rest: number) => Promise<unknown>,
) =>
  database.transact(async (transaction) => {
    await transaction.query('select lock_payments($1)', [paymentId])
    const [paid] = await transaction.query<{ rest: number }>(
      "select not_refunded(p) as rest from payments p where p.id = $1 and p.provider = 'sandbox' and p.status in ('succeeded', 'partially_refunded')",
      [paymentId],
    )
    if (paid && paid.rest > 0) await act(transaction, paid.rest)
  })

const share = (rest: number, percent: number) => Math.max(1, Math.floor((rest * percent) / 100))

/** The sandbox has no dashboard: this writes into its books, and tells what a service would tell. */
export const refundThere = (world: Pick<World, 'nodes'>, paymentId: string, percent: number) =>
  withRest(world, paymentId, async (transaction, rest) => {
    const [reference, amount] = [randomUUID(), share(rest, percent)]
    await transaction.query(
      'insert into sandbox.refunds (id, reference, amount) select $1, s.reference, $2 from sandbox.payments s where s.payment_id = $3',
      [reference, amount, paymentId],
    )
    await recordRefund(transaction, paymentId, { reference, amount: { amount, currency: 'EUR' }, status: 'succeeded' })
  })

const recordDispute = (transaction: Transaction, paymentId: string, reference: string, amount: number, status: string) =>
  transaction.call('record_dispute', [paymentId, reference, amount, 'EUR', 'fraudulent', status])

export const openDispute = (world: Pick<World, 'nodes'>, paymentId: string, percent: number, reference: string = randomUUID()) =>
  withRest(world, paymentId, (transaction, rest) => recordDispute(transaction, paymentId, reference, share(rest, percent), 'open'))

export const endDispute = ({ nodes: [{ database }] }: Pick<World, 'nodes'>, reference: string, status: 'won' | 'lost') =>
  database.transact(async (transaction) => {
    const [open] = await transaction.query<{ payment: string; amount: number }>(
      'select payment_id as payment, amount from disputes where reference = $1',
      [reference],
    )
    if (open) await recordDispute(transaction, open.payment, reference, open.amount, status)
  })

const restThere = (attempt: model.Attempt) => (model.isPaid(attempt) && !model.isAtTheDoor(attempt) ? model.notRefunded(attempt) : 0)
const hasMoneyThere = ({ attempts }: model.BookedOrder) => attempts.some((attempt) => restThere(attempt) > 0)

const refundElsewhere = (n: number, attemptAt: number, percent: number) =>
  command(
    `refundElsewhere(order ${n}, attempt ${attemptAt}, ${percent} %)`,
    async ({ orders }, world) => {
      const order = pick(orders, n, hasMoneyThere)
      const attempt = at(order.attempts, attemptAt)
      await refundThere(world, attempt.id, percent)
      const rest = restThere(attempt)
      if (rest > 0) model.refundElsewhere(order, attempt, share(rest, percent))
    },
    hasOrders,
  )

const dispute = (n: number, attemptAt: number, percent: number) =>
  command(
    `dispute(order ${n}, attempt ${attemptAt}, ${percent} %)`,
    async ({ orders }, world) => {
      const attempt = at(pick(orders, n, hasMoneyThere).attempts, attemptAt)
      const reference = randomUUID()
      await openDispute(world, attempt.id, percent, reference)
      const rest = restThere(attempt)
      if (rest > 0) attempt.disputes.push({ reference, amount: share(rest, percent), status: 'open' })
    },
    hasOrders,
  )

/** The bank decides on every dispute of an order, and tells it twice. */
const decide = (n: number, status: 'won' | 'lost') =>
  command(
    `decide(order ${n}, ${status})`,
    async ({ orders }, world) => {
      const order = pick(orders, n, ({ attempts }) => attempts.some(({ disputes }) => disputes.some((each) => each.status === 'open')))
      for (const attempt of order.attempts)
        for (const { reference } of attempt.disputes) {
          for (let time = 0; time < 2; time += 1) await endDispute(world, reference, status)
          model.endDispute(order, attempt, reference, status)
        }
    },
    hasOrders,
  )

const order = fc.nat(7)
const percent = fc.constantFrom(10, 50, 100)

export const dashboard: fc.Arbitrary<Command>[] = [
  fc.tuple(order, fc.nat(2), percent).map((args) => refundElsewhere(...args)),
  fc.tuple(order, fc.nat(2), percent).map((args) => dispute(...args)),
  fc.tuple(order, fc.constantFrom<'won' | 'lost'>('won', 'lost')).map((args) => decide(...args)),
]
