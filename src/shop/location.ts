import type { Location } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'

/** The location of the store, from which the couriers start. */
export const storeLocation = async (database: Queryable): Promise<Location> => {
  const [row] = await database.query<Location>('select lat, lng from store')
  if (!row) throw new Error('the store has no row: load a menu first')
  return row
}
