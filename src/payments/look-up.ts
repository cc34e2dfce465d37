import type { Database } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { Provider } from './providers/provider.ts'
import { close, settlePayment } from './settle.ts'

const atOnce = 50

/** Which payments are looked up, and how often. Of those that we have cancelled the service may not know it yet, or may have taken the money before. */
const open = "provider <> 'door' and status in ('requires_action', 'processing', 'failed') and looked_up_at < now() - interval '1 minute'"
const unclosed = `provider not in ('door', 'bank') and status = 'canceled' and closed_at is null and updated_at > now() - interval '14 days'
  and looked_up_at < now() - interval '10 minutes'`

// one node asks about each payment
const claimSql = (which: string) => `
  with due as (
    select id from payments where ${which} and reference is not null order by looked_up_at limit ${atOnce} for update skip locked
  )
  update payments p set looked_up_at = now() from due where p.id = due.id returning p.id, p.provider, p.reference, p.status`

/** Cancels it once more at the service, unless that is under way. */
const cancelAgainSql = `
  insert into provider_calls (id, payment_id, kind)
  select uuid_v7(), $1, 'cancel' where not exists (select from provider_calls where payment_id = $1 and kind = 'cancel')`

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
export const createLookUp = ({ database, providers, log }: Dependencies) => {
  const lookUp = async ({ id, provider, reference, status }: Open) => {
    try {
      const news = await providers.get(provider)?.lookUp({ id, reference })
      if (news && news.status !== status) await database.transact((transaction) => settlePayment(transaction, id, news))
      if (status !== 'canceled') return
      if (news?.status === 'canceled') await close(database, id)
      else if (news?.status !== 'succeeded') await database.query(cancelAgainSql, [id])
    } catch (error) {
      log.warn({ err: error, paymentId: id }, 'a payment could not be looked up')
    }
  }
  return async (): Promise<void> => {
    const found = [...(await database.query<Open>(claimSql(open))), ...(await database.query<Open>(claimSql(unclosed)))]
    await Promise.all(found.map(lookUp))
  }
}
