import type { Queryable, Transaction } from '../database/database.ts'
import type { News, PaymentNews, ProviderName, RefundNews, RefundRecord } from './providers/provider.ts'

/** Applies the status that a service reports of a payment to the payment and its order. */
export const settlePayment = async (
  transaction: Transaction,
  paymentId: string,
  { status, received, payer }: PaymentNews,
): Promise<void> => {
  await transaction.call('settle_payment', [paymentId, status, received?.amount, received?.currency, payer && JSON.stringify(payer)])
}

/** The service says that the payment can no longer be paid. */
export const close = (database: Queryable, paymentId: string) =>
  database.query('update payments set closed_at = now() where id = $1 and closed_at is null', [paymentId])

/** Applies the status that a service reports of a refund. */
export const settleRefund = async (transaction: Transaction, refundId: string, { status, reference }: RefundNews): Promise<void> => {
  await transaction.call('settle_refund', [refundId, status, reference])
}

/** Applies a refund as the service knows it, made by the gateway or in the dashboard. */
export const recordRefund = async (transaction: Transaction, paymentId: string, { id, reference, amount, status }: RefundRecord) => {
  await transaction.call('record_refund', [paymentId, id, reference, amount.amount, amount.currency, status])
}

const findSql = {
  id: 'select id from payments where provider = $1 and id = $2',
  reference: 'select id from payments where provider = $1 and reference = $2',
}

const findRefundSql = 'select r.id from refunds r join payments p on p.id = r.payment_id where p.provider = $1 and r.id = $2'

const listRefundsSql = "insert into provider_calls (id, payment_id, kind) values (uuid_v7(), $1, 'list_refunds')"

const find = async (transaction: Transaction, provider: ProviderName, news: News): Promise<string | undefined> => {
  const [sql, key] =
    news.of === 'refund'
      ? [findRefundSql, news.refundId]
      : 'id' in news.payment
        ? [findSql.id, news.payment.id]
        : [findSql.reference, news.payment.reference]
  return (await transaction.query<{ id: string }>(sql, [provider, key]))[0]?.id
}

/** Applies an event of a service. Resolves with false if the payment or the refund is not ours. */
export const settleNews = async (transaction: Transaction, provider: ProviderName, news: News): Promise<boolean> => {
  const id = await find(transaction, provider, news)
  if (id === undefined) return false
  switch (news.of) {
    case 'payment':
      await settlePayment(transaction, id, news.news)
      break
    case 'refund':
      await settleRefund(transaction, id, news.news)
      break
    case 'refunds':
      await transaction.query(listRefundsSql, [id])
      break
    case 'dispute': {
      const { reference, amount, cause, status } = news.news
      await transaction.call('record_dispute', [id, reference, amount.amount, amount.currency, cause, status])
    }
  }
  return true
}
