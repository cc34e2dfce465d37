/** What has to be asked of payment services: done after the commit that asked for it, by any node, until it is answered. */
import type { PaymentMethod } from '../contract/index.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { ordersById } from '../orders/read.ts'
import { type Provider, ProviderBusy, type ProviderName, ProviderRefusal } from './providers/provider.ts'
import { settlePayment, settleRefund } from './settle.ts'

interface Call {
  id: string
  kind: 'create' | 'cancel' | 'refund'
  attempts: number
  payment_id: string
  provider: ProviderName
  status: string
  reference: string | null
  method: PaymentMethod
  amount: number
  currency: string
  attempt: number
  order_id: string
  order_number: number
  account_id: string
  request_id: string
  pay_by: string
  refund_id: string | null
  refund_amount: number | null
  refund_currency: string | null
  refund_reference: string | null
}

const atOnce = 20
const leaseSeconds = 60
const maxDelayMs = 5 * 60_000

// the lease is longer than a call may take: a second node takes over only from one that has died
const claimSql = `
  with due as (
    select id from provider_calls where due_at <= now() and ($1::uuid is null or payment_id = $1) order by due_at limit ${atOnce} for update skip locked
  ), claimed as (
    update provider_calls c set due_at = now() + make_interval(secs => ${leaseSeconds}), attempts = c.attempts + 1 from due where c.id = due.id returning c.*
  )
  select c.id, c.kind, c.attempts, c.payment_id, p.provider, p.status, p.reference, p.method, p.amount, p.currency,
    p.attempt, o.id as order_id, o.number as order_number, o.account_id, p.request_id, rfc3339(o.pay_by) as pay_by,
    r.id as refund_id, r.amount as refund_amount, r.currency as refund_currency, r.reference as refund_reference
  from claimed c join payments p on p.id = c.payment_id join orders o on o.id = p.order_id left join refunds r on r.id = c.refund_id`

interface Dependencies {
  database: Database
  providers: ReadonlyMap<string, Provider>
  log: Pick<Logger, 'warn' | 'error'>
}

export type ProviderCalls = ReturnType<typeof createProviderCalls>

export const createProviderCalls = ({ database, providers, log }: Dependencies) => {
  const done = (transaction: Transaction, { id }: Call) => transaction.query('delete from provider_calls where id = $1', [id])

  /** The request that began the payment is answered with the order as it is now, whoever asks again. */
  const amendAnswer = async (transaction: Transaction, call: Call) => {
    const [order] = await ordersById(transaction, [call.order_id])
    if (order?.payment.id !== call.payment_id) return
    await transaction.query(
      `update answers
       set answer = jsonb_strip_nulls(jsonb_build_object('order', $3::jsonb, 'skipped', coalesce(answer::jsonb -> 'skipped', answer::jsonb #> '{asked,skipped}')))
       where account_id = $1 and request_id = $2 and answer is not null`,
      [call.account_id, call.request_id, JSON.stringify(order)],
    )
  }

  const create = async (provider: Provider, call: Call) => {
    if (call.status === 'canceled' && call.attempts === 1) return database.transact((transaction) => done(transaction, call))
    const made = await provider.create({
      id: call.payment_id,
      orderId: call.order_id,
      orderNumber: call.order_number,
      attempt: call.attempt,
      method: call.method,
      amount: { amount: call.amount, currency: call.currency },
      expiresAt: call.pay_by,
    })
    await database.transact(async (transaction) => {
      await transaction.call('open_payment', [call.payment_id, made.reference, JSON.stringify(made.nextAction)])
      await amendAnswer(transaction, call)
      await done(transaction, call)
    })
  }

  const cancel = async (provider: Provider, call: Call) => {
    const news = call.reference === null ? undefined : await provider.cancel({ id: call.payment_id, reference: call.reference })
    await database.transact(async (transaction) => {
      if (news) await settlePayment(transaction, call.payment_id, news)
      await done(transaction, call)
    })
  }

  const refund = async (provider: Provider, call: Call) => {
    const { refund_id: id, refund_amount: amount, refund_currency: currency, refund_reference: reference } = call
    if (id === null || amount === null || currency === null || call.reference === null) throw new Error('a refund without its particulars')
    const payment = { id: call.payment_id, reference: call.reference }
    const news = await provider.refund({ id, payment, amount: { amount, currency }, reference: reference ?? undefined })
    await database.transact(async (transaction) => {
      await settleRefund(transaction, id, news)
      if (news.status !== 'pending') await done(transaction, call)
      else await transaction.query("update provider_calls set due_at = now() + interval '1 minute', attempts = 0 where id = $1", [call.id])
    })
  }

  const refused = async (call: Call, error: ProviderRefusal) => {
    log.error({ err: error, paymentId: call.payment_id, kind: call.kind }, 'a payment service refused')
    await database.transact(async (transaction) => {
      if (call.kind === 'create') {
        await settlePayment(transaction, call.payment_id, { status: 'failed' })
        await amendAnswer(transaction, call)
      } else if (call.refund_id !== null) await settleRefund(transaction, call.refund_id, { status: 'failed' })
      await done(transaction, call)
    })
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

  const perform = async (call: Call) => {
    try {
      const provider = providers.get(call.provider)
      if (!provider) throw new Error(`the payment service ${call.provider} is not configured here`)
      await { create, cancel, refund }[call.kind](provider, call)
    } catch (error) {
      if (error instanceof ProviderRefusal) await refused(call, error)
      else await postpone(call, error)
    }
  }

  /** Does what is due, for one payment or for all. */
  return async (paymentId?: string): Promise<void> => {
    const calls = await database.query<Call>(claimSql, [paymentId])
    await Promise.all(calls.map(perform))
  }
}
