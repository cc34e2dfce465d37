import type { Database } from '../database/database.ts'

const atOnce = 500
/** After so many slices the run ends, so that the node can stop. */
const slicesInARow = 20

/** Counts delivered orders for the recommendations, slice by slice, each order once. */
export const countOrders = async (database: Database): Promise<void> => {
  for (let slices = 0; slices < slicesInARow; slices += 1) {
    const [row] = await database.transact((transaction) =>
      transaction.query<{ counted: number }>('select count_orders($1) as counted', [atOnce]),
    )
    if ((row?.counted ?? 0) < atOnce) return
  }
}
