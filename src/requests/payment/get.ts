import * as contract from '../../contract/index.ts'
import { AppError } from '../../errors.ts'
import { forCaller } from '../kinds/handler.ts'

type Payment = contract.Payment

interface Row {
  id: string
  order_id: string
  method: Payment['method']
  status: Payment['status']
  amount: number
  currency: string
  provider: string
  reference: string | null
  next_action: contract.NextAction | null
  refunds: (Omit<Payment['refunds'][number], 'amount'> & { amount: number; currency: string })[]
}

const selectSql = (where: string) => `
  select p.id, p.order_id, p.method, p.status, p.amount, p.currency, p.provider, p.reference,
    case when o.status = 'awaiting_payment' and p.status in ('requires_action', 'failed') then p.next_action end as next_action,
    coalesce((
      select json_agg(json_build_object('id', r.id, 'amount', r.amount, 'currency', r.currency, 'reason', r.reason, 'status', r.status,
        'createdAt', rfc3339(r.created_at)) order by r.created_at, r.id)
      from refunds r where r.payment_id = p.id), '[]') as refunds
  from payments p join orders o on o.id = p.order_id
  where o.account_id = $1 and ${where}`

const toPayment = (row: Row): Payment => ({
  id: row.id,
  orderId: row.order_id,
  method: row.method,
  status: row.status,
  amount: { amount: row.amount, currency: row.currency },
  provider: row.provider,
  ...(row.reference !== null && { reference: row.reference }),
  ...(row.next_action !== null && { nextAction: row.next_action }),
  refunds: row.refunds.map(({ amount, currency, ...rest }) => ({ ...rest, amount: { amount, currency } })),
})

/** Finds a payment by its id, or the current payment of an order. */
export const paymentGet = forCaller(contract.paymentGet, async ({ input, database, caller }) => {
  const { paymentId, orderId } = input
  const where = paymentId === undefined ? 'o.id = $2 and p.id = o.payment_id' : 'p.id = $2'
  const [row] = await database.query<Row>(selectSql(where), [caller.accountId, paymentId ?? orderId])
  if (!row) throw new AppError(paymentId === undefined ? 'order_not_found' : 'payment_not_found')
  return { payment: toPayment(row) }
})
