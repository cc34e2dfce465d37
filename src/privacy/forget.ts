import type { Queryable, Transaction } from '../database/database.ts'

/**
 * Deletes what the database knows about a person; the orders stay for the books, without name and address. Does nothing while orders are
 * under way, and returns their numbers.
 */
export const forgetAccount = async (transaction: Transaction, accountId: string): Promise<number[]> => {
  await transaction.call('end_links', [accountId])
  const [forgotten] = await transaction.query<{ open: number[] | null }>('select to_json(forget_account($1)) as open', [accountId])
  return forgotten?.open ?? []
}

/**
 * Repeats the deletion of the last 30 days. An order that was being placed during the deletion still has a name and an address; it can be
 * wanted for a day two weeks ahead at most.
 */
export const forgetDeletedAccounts = async (database: Queryable): Promise<void> => {
  const accounts = await database.query<{ id: string }>("select id from accounts where deleted_at > now() - interval '30 days' order by id")
  // A statement for each, so that many do not run into the time limit of one. An account whose feed is locked now waits for the next time.
  const sql =
    'select forget_account(h.account_id) from (select account_id from feed_heads where account_id = $1 for no key update skip locked) h'
  for (const { id } of accounts) await database.query(sql, [id])
}
