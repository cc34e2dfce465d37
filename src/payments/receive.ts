import type { IncomingHttpHeaders } from 'node:http'
import type { Database } from '../database/database.ts'
import type { Provider } from './providers/provider.ts'
import { settleNews } from './settle.ts'

/**
 * Processes a webhook request; resolves after the commit. An event that was already processed has no second effect.
 * Rejects with an `AppError` if the request cannot be verified or read.
 */
export const receiveWebhook = async (
  database: Database,
  provider: Provider,
  { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
): Promise<void> => {
  const events = provider.readWebhook(headers, body)
  // one transaction for each event, so that it locks one feed head; if one fails, the service repeats all, and those already done have no effect
  for (const { id, news } of events) {
    await database.transact(async (transaction) => {
      const isNew = await transaction.query(
        'insert into payment_events (provider, id) values ($1, $2) on conflict do nothing returning 1 as is_new',
        [provider.name, id],
      )
      if (news && isNew.length > 0) await settleNews(transaction, provider.name, news)
    })
  }
}
