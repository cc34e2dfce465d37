/** The records of the sandbox: its payments, its refunds, and the webhooks that it has to send. */
import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import type { Money, SavedCard } from '../../contract/index.ts'
import type { Database, Transaction } from '../../database/database.ts'
import { AppError } from '../../errors.ts'
import type { KnownPayment, Listed, NewPayment, NewRefund, PaymentNews } from './provider.ts'
import { keepCard, readCards } from './sandbox-cards.ts'

export interface SandboxPayment {
  reference: string
  payment_id: string
  method: string
  amount: number
  currency: string
  description: string
  status: 'requires_action' | 'succeeded' | 'failed' | 'canceled'
  expires_at: string
  /** Whose cards the form offers. */
  customer: string | null
  remembers: boolean
}

export type Outcome = 'succeeded' | 'failed'

const columns =
  'reference, payment_id, method, amount, currency, description, status, rfc3339(expires_at) as expires_at, customer, remembers'

const owe = (transaction: Transaction, type: string, data: unknown) => {
  const id = uuidv7()
  return transaction.query('insert into sandbox.webhooks (id, body) values ($1, $2)', [id, JSON.stringify({ id: `evt_${id}`, type, data })])
}

const lock = async (transaction: Transaction, reference: string): Promise<SandboxPayment> => {
  const [payment] = await transaction.query<SandboxPayment>(`select ${columns} from sandbox.payments where reference = $1 for update`, [
    reference,
  ])
  if (!payment) throw new AppError('payment_not_found')
  return payment
}

const listedAtOnce = 1000

const listSql = {
  payment: `select reference, amount, currency from sandbox.payments
    where status = 'succeeded' and created_at >= $1 and created_at < $2 and reference > $3 order by reference limit ${listedAtOnce}`,
  refund: `select r.id, r.reference, r.amount, p.currency from sandbox.refunds r join sandbox.payments p on p.reference = r.reference
    where r.created_at >= $1 and r.created_at < $2 and r.id::text > $3 order by r.id::text limit ${listedAtOnce}`,
}

export type SandboxBooks = ReturnType<typeof createBooks>

/** `onOwed` is called after a webhook was stored. */
export const createBooks = (database: Database, onOwed: () => void) => ({
  async create({ id, method, amount, orderNumber, expiresAt }: NewPayment): Promise<string> {
    const reference = `sbx_${randomBytes(16).toString('base64url')}`
    await database.query(
      `insert into sandbox.payments (reference, payment_id, method, amount, currency, description, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict (payment_id) do nothing`,
      [reference, id, method, amount.amount, amount.currency, `Order ${orderNumber}`, expiresAt],
    )
    const [made] = await database.query<{ reference: string }>('select reference from sandbox.payments where payment_id = $1', [id])
    return made?.reference ?? reference
  },

  async find(reference: string): Promise<SandboxPayment> {
    const [payment] = await database.query<SandboxPayment>(`select ${columns} from sandbox.payments where reference = $1`, [reference])
    if (!payment) throw new AppError('payment_not_found')
    return payment
  },

  cards: (customer: string): Promise<SavedCard[]> => readCards(database, customer),

  /** Applies what the customer does at the pretend bank. A failed payment can be tried again; a finished one does not change. */
  async confirm(reference: string, outcome: Outcome, card?: SavedCard): Promise<SandboxPayment> {
    const confirmed = await database.transact(async (transaction) => {
      const payment = await lock(transaction, reference)
      if (payment.status === 'succeeded' || payment.status === 'canceled') return payment
      await transaction.query('update sandbox.payments set status = $2 where reference = $1', [reference, outcome])
      if (outcome === 'succeeded' && card) await keepCard(transaction, reference, card)
      const { payment_id: paymentId, amount, currency } = payment
      await owe(transaction, `payment.${outcome}`, { paymentId, reference, amount: { amount, currency } })
      return { ...payment, status: outcome }
    })
    onOwed()
    return confirmed
  },

  /** Resolves with the final status, if the payment had already ended differently. */
  cancel: ({ reference }: KnownPayment): Promise<PaymentNews | undefined> =>
    database.transact(async (transaction) => {
      const { status, amount, currency } = await lock(transaction, reference)
      if (status === 'succeeded') return { status, received: { amount, currency } }
      await transaction.query("update sandbox.payments set status = 'canceled' where reference = $1", [reference])
      return undefined
    }),

  async refund({ id, payment: { reference }, amount: { amount } }: NewRefund): Promise<void> {
    await database.transact(async (transaction) => {
      await lock(transaction, reference)
      const isNew = await transaction.query(
        'insert into sandbox.refunds (id, reference, amount) values ($1, $2, $3) on conflict do nothing returning 1 as is_new',
        [id, reference, amount],
      )
      if (isNew.length > 0) await owe(transaction, 'refund.succeeded', { refundId: id, reference })
    })
    onOwed()
  },

  async *list({ from, to }: { from: Date; to: Date }): AsyncGenerator<Listed> {
    const range = [from.toISOString(), to.toISOString()]
    for (let after = '', more = true; more; ) {
      const page = await database.query<Money & { reference: string }>(listSql.payment, [...range, after])
      for (const { reference, amount, currency } of page) yield { of: 'payment', reference, received: { amount, currency } }
      after = page.at(-1)?.reference ?? after
      more = page.length === listedAtOnce
    }
    for (let after = '', more = true; more; ) {
      const page = await database.query<Money & { id: string; reference: string }>(listSql.refund, [...range, after])
      for (const { id, reference, amount, currency } of page)
        yield { of: 'refund', payment: { reference }, refund: { id, reference: id, amount: { amount, currency }, status: 'succeeded' } }
      after = page.at(-1)?.id ?? after
      more = page.length === listedAtOnce
    }
  },

  /** The key that signs the webhooks, unless the environment names one. */
  async secret(): Promise<string> {
    await database.query('insert into sandbox.secrets (secret) values ($1) on conflict do nothing', [randomBytes(32).toString('base64url')])
    const [row] = await database.query<{ secret: string }>('select secret from sandbox.secrets')
    if (!row) throw new Error('the sandbox has no secret')
    return row.secret
  },
})
