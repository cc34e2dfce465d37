import type { IncomingHttpHeaders } from 'node:http'
import type { Database } from '../database/database.ts'
import type { Provider } from './providers/provider.ts'
import { settleNews } from './settle.ts'

/**
 * A webhook's request, from its raw bytes to its effect; resolves after the commit. An event that was here before has no second effect.
 * Rejects with an `AppError` for what cannot be verified or read.
 */
export const receiveWebhook = async (
  database: Database,
  provider: Provider,
  { headers, body }: { headers: IncomingHttpHeaders; body: Buffer },
): Promise<void> => {
  const events = provider.readWebhook(headers, body)
  // one transaction for each, so that it locks one feed head: the service repeats what failed, and the rest is known by then
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
