import type { Database } from '../database/database.ts'

const sliceSize = 100
/** After so many slices the run ends, so that the node can stop. */
const slicesInARow = 100

/** Returns false when no broadcast is waiting. */
const sendSlice = async (database: Database): Promise<boolean> =>
  (await database.call<{ found: boolean }>('send_broadcast_slice', [sliceSize])).found

/** Writes the notifications of waiting broadcasts, slice by slice, each slice with its pushes. Several nodes can do so at the same time. */
export const sendBroadcasts = async (database: Database): Promise<void> => {
  for (let slices = 0; slices < slicesInARow && (await sendSlice(database)); slices += 1);
}
