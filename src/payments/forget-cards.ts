/** Makes payment services delete the customers whose cards are forgotten: after the commit that wants it, by any node, until the service has done so. */
import type { Database, Queryable } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import type { Provider } from './providers/provider.ts'

const atOnce = 20
const leaseSeconds = 60
const maxDelayMs = 60 * 60_000

/** Marks them in the caller's transaction. */
export const forgetCards = (database: Queryable, accountId: string) =>
  database.query('update card_customers set forgotten_at = now(), due_at = now() where account_id = $1 and forgotten_at is null', [
    accountId,
  ])

interface Forgotten {
  id: string
  provider: string
  reference: string | null
  attempts: number
}

const claimSql = `
  with due as (
    select id from card_customers where forgotten_at is not null and due_at <= now() order by due_at limit ${atOnce} for update skip locked
  )
  update card_customers c set due_at = now() + make_interval(secs => ${leaseSeconds}), attempts = c.attempts + 1 from due
  where c.id = due.id returning c.id, c.provider, c.reference, c.attempts`

interface Dependencies {
  database: Database
  providers: ReadonlyMap<string, Provider>
  log: Pick<Logger, 'warn'>
}

export const createDeleteForgotten = ({ database, providers, log }: Dependencies) => {
  const deleteOne = async ({ id, provider, reference, attempts }: Forgotten) => {
    try {
      const keeper = providers.get(provider)?.cards
      if (!keeper) throw new Error(`the payment service ${provider} is not configured here`)
      // without a reference its creation was not answered: under the same key it answers now
      await keeper.deleteCustomer(reference ?? (await keeper.createCustomer(id)))
      await database.query('delete from card_customers where id = $1', [id])
    } catch (err) {
      const delay = Math.min(maxDelayMs, 1000 * 2 ** Math.min(attempts, 20)) * (0.75 + Math.random() / 2)
      log.warn({ err, provider, attempts }, 'a payment service did not delete the cards of a customer')
      await database.query("update card_customers set due_at = now() + $2 * interval '1 ms' where id = $1", [id, delay])
    }
  }
  return async (): Promise<void> => {
    await Promise.all((await database.query<Forgotten>(claimSql)).map(deleteOne))
  }
}
