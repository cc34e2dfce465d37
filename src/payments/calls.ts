/** The calls to payment services: made after the commit that stored them, by any node, until the service answers. */
import { replace } from '../answers/answers.ts'
import type { Order, Skipped } from '../contract/index.ts'
import type { Database, Queryable, Transaction } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { rowsById, toOrders } from '../orders/read.ts'
import { answerInTime } from './answer-in-time.ts'
import { type Call, claimDue, claimNew } from './claim-calls.ts'
import { type Provider, ProviderBusy, ProviderRefusal } from './providers/provider.ts'
import { close, recordRefund, settlePayment, settleRefund } from './settle.ts'

const maxDelayMs = 5 * 60_000
/** A call that takes longer is made again later. */
const callMs = 30_000
/** Calls of this node that a service has not answered yet. */
const mostOpen = 100

interface Dependencies {
  database: Database
  providers: ReadonlyMap<string, Provider>
  log: Pick<Logger, 'warn' | 'error'>
  /** How long a service may take to answer. */
  patienceMs?: number
}

export type ProviderCalls = ReturnType<typeof createProviderCalls>

export const createProviderCalls = ({ database, providers, log, patienceMs = callMs }: Dependencies) => {
  let begun: (paymentId: string, order: Order | undefined) => void = () => undefined

  const answered = <Answer>(answer: Promise<Answer>) => answerInTime(answer, patienceMs)

  const done = (database: Queryable, { id }: Call) => database.query('delete from provider_calls where id = $1', [id])

  /** Replaces the stored answer of the request that began the payment: a repetition then gets the current order. */
  const amendAnswer = async (transaction: Transaction, { order_id, payment_id, account_id, request_id }: Call) => {
    const [order] = toOrders(await rowsById(transaction, [order_id]))
    if (order?.payment.id !== payment_id) return undefined
    await replace<{ order: Order; skipped?: Skipped[] }>(transaction, { accountId: account_id, requestId: request_id }, (before) => {
      const { skipped = undefined } = 'asked' in before ? before.asked : 'data' in before ? before.data : {}
      return { order, ...(skipped && { skipped }) }
    })
    return order
  }

  const create = async (provider: Provider, call: Call) => {
    if (call.status === 'canceled' && call.attempts === 1) {
      await done(database, call)
      return begun(call.payment_id, undefined)
    }
    // the shop's currency was changed after this node started
    if (!provider.takes(call.currency)) throw new ProviderRefusal(`${provider.name} does not collect ${call.currency}`)
    const payment = {
      id: call.payment_id,
      orderId: call.order_id,
      orderNumber: call.order_number,
      attempt: call.attempt,
      method: call.method,
      amount: { amount: call.amount, currency: call.currency },
      expiresAt: call.pay_by,
    }
    const made = await answered(provider.create(payment))
    const order = await database.transact(async (transaction) => {
      await transaction.call('open_payment', [call.payment_id, made.reference, JSON.stringify(made.nextAction)])
      await done(transaction, call)
      return amendAnswer(transaction, call)
    })
    begun(call.payment_id, order)
  }

  const cancel = async (provider: Provider, call: Call) => {
    const news = call.reference === null ? undefined : await answered(provider.cancel({ id: call.payment_id, reference: call.reference }))
    await database.transact(async (transaction) => {
      if (news) await settlePayment(transaction, call.payment_id, news)
      if (!news || news.status === 'canceled') await close(transaction, call.payment_id)
      await done(transaction, call)
    })
  }

  const refund = async (provider: Provider, call: Call) => {
    const { refund_id: id, refund_amount: amount, refund_currency: currency, refund_reference: reference } = call
    if (id === null || amount === null || currency === null || call.reference === null) throw new Error('a refund without its particulars')
    const payment = { id: call.payment_id, reference: call.reference }
    const particulars = { id, payment, amount: { amount, currency }, reference: reference ?? undefined }
    const news = await answered(provider.refund({ ...particulars, isRepeated: call.attempts > 1 }))
    await database.transact(async (transaction) => {
      await settleRefund(transaction, id, news)
      if (news.status !== 'pending') await done(transaction, call)
      else await transaction.query("update provider_calls set due_at = now() + interval '1 minute', attempts = 0 where id = $1", [call.id])
    })
  }

  const listRefunds = async (provider: Provider, call: Call) => {
    const { payment_id: id, reference } = call
    const refunds = reference === null ? [] : await answered(provider.refundsOf({ id, reference }))
    await database.transact(async (transaction) => {
      for (const refund of refunds) await recordRefund(transaction, id, refund)
      await done(transaction, call)
    })
  }

  const refused = async (call: Call, error: ProviderRefusal) => {
    log.error({ err: error, paymentId: call.payment_id, kind: call.kind }, 'a payment service refused')
    const order = await database.transact(async (transaction) => {
      await done(transaction, call)
      if (call.refund_id !== null) await settleRefund(transaction, call.refund_id, { status: 'failed' })
      if (call.kind !== 'create') return undefined
      await settlePayment(transaction, call.payment_id, { status: 'failed' })
      return amendAnswer(transaction, call)
    })
    begun(call.payment_id, order)
  }

  const postpone = async (call: Call, error: unknown) => {
    const backoff = Math.min(maxDelayMs, 500 * 2 ** Math.min(call.attempts, 20)) * (0.75 + Math.random() / 2)
    const delay = error instanceof ProviderBusy ? Math.max(error.retryAfterMs, backoff) : backoff
    log.warn({ err: error, paymentId: call.payment_id, kind: call.kind, attempts: call.attempts }, 'a payment service did not answer')
    await database.query("update provider_calls set due_at = now() + $2 * interval '1 ms', error = $3 where id = $1", [
      call.id,
      delay,
      error instanceof Error ? error.name : 'unknown',
    ])
  }

  const creating = new Set<string>()
  let open = 0

  const perform = async (call: Call) => {
    open += 1
    if (call.kind === 'create') creating.add(call.payment_id)
    try {
      const provider = providers.get(call.provider)
      if (!provider) throw new Error(`the payment service ${call.provider} is not configured here`)
      await { create, cancel, refund, list_refunds: listRefunds }[call.kind](provider, call)
    } catch (error) {
      if (error instanceof ProviderRefusal) await refused(call, error)
      else await postpone(call, error)
    } finally {
      open -= 1
      creating.delete(call.payment_id)
    }
  }

  return {
    /** Makes the calls that are due, and waits for their answers. Runs of it may overlap, so that a service that does not answer holds up no other call. */
    performDue: async (): Promise<void> => {
      await Promise.all((await claimDue(database, mostOpen - open)).map(perform))
    },
    /** Makes the call that creates a payment. Returns false if another node makes it, or has made it. */
    performNew: async (paymentId: string): Promise<boolean> => {
      const calls = await claimNew(database, paymentId)
      await Promise.all(calls.map(perform))
      return calls.length > 0 || creating.has(paymentId)
    },
    /** Called when a service has created or refused a payment; without the order when the order has another payment by now. */
    onBegun: (listener: typeof begun): void => {
      begun = listener
    },
  }
}
