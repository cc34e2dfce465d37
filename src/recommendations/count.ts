import type { Database } from '../database/database.ts'

const atOnce = 500
/** Then a node draws breath, and can stop. */
const slicesInARow = 20

/** Counts delivered orders that are not counted yet, slice by slice. */
export const countOrders = async (database: Database): Promise<void> => {
  for (let slices = 0; slices < slicesInARow; slices += 1) {
    const [row] = await database.transact((transaction) =>
      transaction.query<{ counted: number }>('select count_orders($1) as counted', [atOnce]),
    )
    if ((row?.counted ?? 0) < atOnce) return
  }
}
