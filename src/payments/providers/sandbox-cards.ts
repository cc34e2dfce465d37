/** Cards that the sandbox keeps for a customer: the last digits only, because it never gets the others. */
import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { maxSavedCards, type SavedCard } from '../../contract/index.ts'
import type { Database, Queryable } from '../../database/database.ts'
import type { CardKeeper } from './provider.ts'

interface Row extends Pick<SavedCard, 'brand' | 'last4'> {
  month: number
  year: number
}

export const readCards = async (database: Queryable, customer: string): Promise<SavedCard[]> => {
  const rows = await database.query<Row>(
    `select brand, last4, month, year from sandbox.cards where customer = $1 order by id desc limit ${maxSavedCards}`,
    [customer],
  )
  return rows.map(({ brand, last4, month, year }) => ({ brand, last4, expires: { month, year } }))
}

/** Keeps the card that has paid, if the customer has asked for it. */
export const keepCard = (database: Queryable, reference: string, { brand, last4, expires }: SavedCard) =>
  database.query(
    `insert into sandbox.cards (id, customer, brand, last4, month, year)
     select $2, p.customer, $3, $4, $5, $6 from sandbox.payments p join sandbox.customers c on c.reference = p.customer
     where p.reference = $1 and p.remembers
       and not exists (select from sandbox.cards x where x.customer = p.customer and x.last4 = $4 and (x.month, x.year) = ($5, $6))`,
    [reference, uuidv7(), brand, last4, expires.month, expires.year],
  )

export const createSandboxCards = (database: Database): CardKeeper => ({
  createCustomer: async (id) => {
    await database.query('insert into sandbox.customers (reference, customer_id) values ($1, $2) on conflict (customer_id) do nothing', [
      `scu_${randomBytes(16).toString('base64url')}`,
      id,
    ])
    const [made] = await database.query<{ reference: string }>('select reference from sandbox.customers where customer_id = $1', [id])
    if (!made) throw new Error('the sandbox has lost a customer')
    return made.reference
  },
  deleteCustomer: async (reference) => {
    await database.query('delete from sandbox.customers where reference = $1', [reference])
  },
  list: (reference) => readCards(database, reference),
  offer: async ({ reference }, customer) => {
    await database.query('update sandbox.payments set customer = $2 where reference = $1', [reference, customer])
    return customer
  },
  remember: async ({ reference }, customer, wanted) => {
    await database.query('update sandbox.payments set customer = coalesce($2, customer), remembers = $3 where reference = $1', [
      reference,
      customer,
      wanted,
    ])
  },
})
