import { isCurrency } from '../contract/currency.ts'
import type { Queryable } from '../database/database.ts'
import type { Provider } from './providers/provider.ts'

/** The first payment service that does not collect the currency. */
export const serviceWithout = (currency: string, providers: Iterable<Provider>): string | undefined =>
  [...providers].find(({ takes }) => !takes(currency))?.name

/** Rejects if prices in the shop's currency could not be written or collected, and says what to change. A database without a shop passes. */
export const refuseCurrency = async (database: Queryable, providers: Iterable<Provider>): Promise<void> => {
  const [store] = await database.query<{ currency: string }>('select currency from store')
  if (!store) return
  const { currency } = store
  if (!isCurrency(currency)) throw new Error(`The shop's currency is ${currency}, which is not a currency of ISO 4217: change it`)
  const service = serviceWithout(currency, providers)
  if (service !== undefined)
    throw new Error(`The shop's currency is ${currency}, which the payment service "${service}" does not collect: change either`)
}
