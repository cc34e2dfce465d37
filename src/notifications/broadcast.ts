import type { Database } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'

const sliceSize = 100
/** After so many slices the run ends, so that the node can stop. */
const slicesInARow = 100

const sendSlice = (database: Database): Promise<boolean> =>
  database.transact(async (transaction) => {
    const [row] = await transaction.query<{ slice: { sent: number; pushes: Push[] } | null }>('select send_broadcast_slice($1) as slice', [
      sliceSize,
    ])
    if (!row?.slice) return false
    transaction.pushes.push(...row.slice.pushes)
    return true
  })

/** Writes the notifications of waiting broadcasts, slice by slice, each slice with its pushes. Several nodes can do so at once. */
export const sendBroadcasts = async (database: Database): Promise<void> => {
  for (let slices = 0; slices < slicesInARow && (await sendSlice(database)); slices += 1);
}
