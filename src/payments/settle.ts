import type { Queryable, Transaction } from '../database/database.ts'
import type { News, PaymentNews, ProviderName, RefundNews } from './providers/provider.ts'

/** Applies the status that a service reports of a payment to the payment and its order. */
export const settlePayment = async (transaction: Transaction, paymentId: string, { status, received }: PaymentNews): Promise<void> => {
  await transaction.call('settle_payment', [paymentId, status, received?.amount, received?.currency])
}

/** The service says that the payment can no longer be paid. */
export const close = (database: Queryable, paymentId: string) =>
  database.query('update payments set closed_at = now() where id = $1 and closed_at is null', [paymentId])

/** Applies the status that a service reports of a refund. */
export const settleRefund = async (transaction: Transaction, refundId: string, { status, reference }: RefundNews): Promise<void> => {
  await transaction.call('settle_refund', [refundId, status, reference])
}

const findSql = {
  id: 'select id from payments where provider = $1 and id = $2',
  reference: 'select id from payments where provider = $1 and reference = $2',
}

/** Applies an event of a service. Resolves with false if the payment or the refund is not ours. */
export const settleNews = async (transaction: Transaction, provider: ProviderName, news: News): Promise<boolean> => {
  if (news.of === 'payment') {
    const [sql, key] = 'id' in news.payment ? [findSql.id, news.payment.id] : [findSql.reference, news.payment.reference]
    const [found] = await transaction.query<{ id: string }>(sql, [provider, key])
    if (found) await settlePayment(transaction, found.id, news.news)
    return found !== undefined
  }
  const [found] = await transaction.query<{ id: string }>(
    'select r.id from refunds r join payments p on p.id = r.payment_id where p.provider = $1 and r.id = $2',
    [provider, news.refundId],
  )
  if (found) await settleRefund(transaction, found.id, news.news)
  return found !== undefined
}
