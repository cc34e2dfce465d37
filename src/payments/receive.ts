import type { IncomingHttpHeaders } from 'node:http'
import type { Database, Transaction } from '../database/database.ts'
import type { Provider, ProviderEvent, ProviderName } from './providers/provider.ts'
import { settleNews } from './settle.ts'

/** Money that came with a reference which is none of ours: a person has to find out whose it is. */
const keepUnmatched = (transaction: Transaction, provider: ProviderName, { id, news }: ProviderEvent) => {
  if (provider !== 'bank' || news?.of !== 'payment' || news.news.status !== 'succeeded' || !('reference' in news.payment)) return undefined
  const { received, payer } = news.news
  return transaction.query('select keep_unmatched($1, $2, $3, $4, $5, $6)', [
    provider,
    id,
    news.payment.reference,
    received.amount,
    received.currency,
    payer && JSON.stringify(payer),
  ])
}

const process = async (transaction: Transaction, provider: ProviderName, event: ProviderEvent): Promise<void> => {
  const { id, news } = event
  const isNew = await transaction.query(
    'insert into payment_events (provider, id) values ($1, $2) on conflict do nothing returning 1 as is_new',
    [provider, id],
  )
  if (!news || isNew.length === 0) return
  const hasEffect = await settleNews(transaction, provider, news)
  await transaction.query('select take_unmatched($1, $2)', [provider, id])
  if (hasEffect) return
  // the same event may come again with what was wrong put right
  await transaction.query('delete from payment_events where provider = $1 and id = $2', [provider, id])
  await keepUnmatched(transaction, provider, event)
}

/**
 * Processes a webhook request; resolves after the commit. An event that had its effect has no second one.
 * Rejects with an `AppError` if the request cannot be verified or read.
 */
export const receiveWebhook = async (
  database: Database,
  provider: Provider,
  { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
): Promise<void> => {
  const events = provider.readWebhook(headers, body)
  // one transaction for each event, so that it locks one feed head; if one fails, the service repeats all, and those already done have no effect
  for (const event of events) await database.transact((transaction) => process(transaction, provider.name, event))
}
