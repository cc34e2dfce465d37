import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { Provider } from './providers/provider.ts'
import { settlePayment } from './settle.ts'

const atOnce = 50

// one node asks about each payment, once a minute
const claimSql = `
  with due as (
    select id from payments
    where provider <> 'door' and status in ('requires_action', 'processing', 'failed') and reference is not null
      and looked_up_at < now() - interval '1 minute'
    order by looked_up_at limit ${atOnce} for update skip locked
  )
  update payments p set looked_up_at = now() from due where p.id = due.id returning p.id, p.provider, p.reference, p.status`

interface Open {
  id: string
  provider: string
  reference: string
  status: string
}

interface Dependencies {
  database: Database
  providers: ReadonlyMap<string, Provider>
  log: Pick<Logger, 'warn'>
}

/** Asks the services for the status of open payments, because a webhook may be lost for good. */
export const createLookUp =
  ({ database, providers, log }: Dependencies) =>
  async (): Promise<void> => {
    const open = await database.query<Open>(claimSql)
    await Promise.all(
      open.map(async ({ id, provider, reference, status }) => {
        try {
          const news = await providers.get(provider)?.lookUp({ id, reference })
          if (news && news.status !== status) await database.transact((transaction) => settlePayment(transaction, id, news))
        } catch (error) {
          log.warn({ err: error, paymentId: id }, 'a payment could not be looked up')
        }
      }),
    )
  }
