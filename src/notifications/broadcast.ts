import { v7 as uuidv7 } from 'uuid'
import type { z } from 'zod'
import type { notificationBroadcast } from '../contract/index.ts'
import type { Database, Transaction } from '../database/database.ts'
import type { Push } from '../database/outbox.ts'

type Broadcast = Pick<z.output<typeof notificationBroadcast.input>, 'title' | 'body' | 'audience'>

const sliceSize = 100
/** Then a node draws breath, and can stop. */
const slicesInARow = 100

/** Sends it off: whoever is addressed gets it in the background. Returns how many they are. */
export const startBroadcast = async (
  transaction: Transaction,
  senderId: string,
  { title, body, audience = 'all' }: Broadcast,
): Promise<{ id: string; recipients: number }> => {
  const id = uuidv7()
  const diets = audience !== 'all' && 'diets' in audience ? audience.diets : null
  const orderedSince = audience !== 'all' && 'orderedSince' in audience ? audience.orderedSince : null
  await transaction.query('insert into broadcasts (id, sender_id, title, body, diets, ordered_since) values ($1, $2, $3, $4, $5, $6)', [
    id,
    senderId,
    title,
    body,
    diets,
    orderedSince,
  ])
  const [row] = await transaction.query<{ recipients: number }>(
    'update broadcasts b set recipients = (select count(*) from addressees(b, null)) where id = $1 returning recipients',
    [id],
  )
  return { id, recipients: row?.recipients ?? 0 }
}

const sendSlice = (database: Database): Promise<boolean> =>
  database.transact(async (transaction) => {
    const [row] = await transaction.query<{ slice: { sent: number; pushes: Push[] } | null }>('select send_broadcast_slice($1) as slice', [
      sliceSize,
    ])
    if (!row?.slice) return false
    transaction.pushes.push(...row.slice.pushes)
    return true
  })

/** Writes what waits to be written, slice by slice, each with its pushes; several nodes may do so at once. */
export const sendBroadcasts = async (database: Database): Promise<void> => {
  for (let slices = 0; slices < slicesInARow && (await sendSlice(database)); slices += 1);
}
