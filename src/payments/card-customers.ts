/** Customers who have asked a payment service to keep their cards. A customer exists at the service only from then on, until the cards are forgotten. */
import { v7 as uuidv7 } from 'uuid'
import type { SavedCard } from '../contract/index.ts'
import type { Database, Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { CardKeeper, KnownPayment, Provider } from './providers/provider.ts'

interface CardCustomer {
  id: string
  provider: string
  reference: string | null
}

interface Dependencies {
  database: Database
  providers: ReadonlyMap<string, Provider>
  log: Pick<Logger, 'warn'>
}

/** The answer of the service, or `payment_service_failed`. */
const answered = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer
  } catch (error) {
    throw new AppError('payment_service_failed', { cause: error })
  }
}

const findAll = (database: Queryable, accountId: string): Promise<CardCustomer[]> =>
  database.query<CardCustomer>('select id, provider, reference from card_customers where account_id = $1 and forgotten_at is null', [
    accountId,
  ])

type AwaitedPayment = KnownPayment & { provider: string }

/** The payment that the order waits for. Throws `order_not_found` and `payment_not_awaited`. */
const awaitedPayment = async (database: Queryable, accountId: string, orderId: string): Promise<AwaitedPayment> => {
  const [found] = await database.query<Omit<AwaitedPayment, 'reference'> & { reference: string | null }>(
    `select p.id, p.provider, case when o.status = 'awaiting_payment' and p.status in ('requires_action', 'failed') then p.reference end as reference
     from orders o join payments p on p.id = o.payment_id where o.id = $1 and o.account_id = $2`,
    [orderId, accountId],
  )
  if (!found) throw new AppError('order_not_found')
  if (found.reference === null) throw new AppError('payment_not_awaited')
  return { ...found, reference: found.reference }
}

/** The customer's id at the service, created there if need be. A repeated or concurrent call gets the same one. */
const createdReference = async (database: Database, keeper: CardKeeper, accountId: string, provider: string): Promise<string> => {
  await database.query(
    `insert into card_customers (id, account_id, provider) values ($1, $2, $3)
     on conflict (account_id, provider) where forgotten_at is null do nothing`,
    [uuidv7(), accountId, provider],
  )
  const row = (await findAll(database, accountId)).find((customer) => customer.provider === provider)
  if (!row) throw new Error('the cards were forgotten meanwhile')
  if (row.reference !== null) return row.reference
  const reference = await keeper.createCustomer(row.id)
  await database.query('update card_customers set reference = $2 where id = $1', [row.id, reference])
  return reference
}

export type CardCustomers = ReturnType<typeof createCardCustomers>

export const createCardCustomers = ({ database, providers, log }: Dependencies) => {
  const keeperOf = (provider: string) => providers.get(provider)?.cards

  return {
    async list(accountId: string): Promise<SavedCard[]> {
      const customers = await findAll(database, accountId)
      const lists = customers.map(({ provider, reference }) => (reference === null ? [] : (keeperOf(provider)?.list(reference) ?? [])))
      return (await answered(Promise.all(lists))).flat()
    },

    async openForm(accountId: string, orderId: string): Promise<{ canRemember: boolean; customerSession?: string }> {
      const payment = await awaitedPayment(database, accountId, orderId)
      const keeper = keeperOf(payment.provider)
      const customer = (await findAll(database, accountId)).find(({ provider }) => provider === payment.provider)
      if (!keeper || !customer?.reference) return { canRemember: keeper !== undefined }
      try {
        return { canRemember: true, customerSession: await keeper.offer(payment, customer.reference) }
      } catch (err) {
        // a new card can be entered all the same
        log.warn({ err, paymentId: payment.id }, 'the cards of a customer could not be offered')
        return { canRemember: true }
      }
    },

    async remember(accountId: string, orderId: string, wanted: boolean): Promise<void> {
      const payment = await awaitedPayment(database, accountId, orderId)
      const keeper = keeperOf(payment.provider)
      if (!keeper) throw new AppError('payment_method_not_available')
      const set = async () => {
        const customer = wanted ? await createdReference(database, keeper, accountId, payment.provider) : undefined
        await keeper.remember(payment, customer, wanted)
      }
      await answered(set())
    },
  }
}
