import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'

/** Keeps the sellers before: a receipt shows the one of its time. */
export const applySeller = async (database: Queryable, seller: ShopFile['shop']['seller']): Promise<void> => {
  await database.query(
    `insert into sellers (since, seller) select clock_timestamp(), $1::jsonb
     where $1::jsonb is distinct from (select seller from sellers order by since desc limit 1)`,
    [seller ? JSON.stringify(seller) : null],
  )
}
