import type { PaymentMethod } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import type { ProviderName } from './providers/provider.ts'

/** A row of `provider_calls`, with the payment, the order and the refund that it is about. */
export interface Call {
  id: string
  kind: 'create' | 'cancel' | 'refund' | 'list_refunds'
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

const mostClaimed = 20
/** Longer than a call can take (`patienceMs`), so that another node only takes over from one that has died. */
const leaseSeconds = 60

const claimSql = (condition: string, limit: number) => `
  with due as (
    select id from provider_calls where ${condition} order by due_at limit ${limit} for update skip locked
  ), claimed as (
    update provider_calls c set due_at = now() + make_interval(secs => ${leaseSeconds}), attempts = c.attempts + 1 from due where c.id = due.id returning c.*
  )
  select c.id, c.kind, c.attempts, c.payment_id, p.provider, p.status, p.reference, p.method, p.amount, p.currency,
    p.attempt, o.id as order_id, o.number as order_number, o.account_id, p.request_id, rfc3339(o.pay_by) as pay_by,
    r.id as refund_id, r.amount as refund_amount, r.currency as refund_currency, r.reference as refund_reference
  from claimed c join payments p on p.id = c.payment_id join orders o on o.id = p.order_id left join refunds r on r.id = c.refund_id`

/** Claims calls that are due, `most` of them. */
export const claimDue = async (database: Queryable, most: number): Promise<Call[]> =>
  most > 0 ? database.query<Call>(claimSql('due_at <= now()', Math.min(most, mostClaimed))) : []

/** The call that creates a payment, if it is new, or due again because its node has died. */
export const claimNew = (database: Queryable, paymentId: string): Promise<Call[]> =>
  database.query<Call>(claimSql("payment_id = $1 and kind = 'create' and (attempts = 0 or due_at <= now())", 1), [paymentId])
