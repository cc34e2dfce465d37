import { v7 as uuidv7 } from 'uuid'
import * as contract from '../../contract/index.ts'
import { forCallerInTransaction } from '../kinds/handler.ts'

const insertSql = 'insert into broadcasts (id, sender_id, title, body, diets, ordered_since) values ($1, $2, $3, $4, $5, $6)'
const countSql = 'update broadcasts b set recipients = (select count(*) from addressees(b, null)) where id = $1 returning recipients'

/** Stores the broadcast and counts its recipients. The background sends it. */
export const notificationBroadcast = forCallerInTransaction(contract.notificationBroadcast, async ({ input, transaction, caller }) => {
  const { title, body, audience = 'all' } = input
  const id = uuidv7()
  const diets = audience !== 'all' && 'diets' in audience ? audience.diets : null
  const orderedSince = audience !== 'all' && 'orderedSince' in audience ? audience.orderedSince : null
  await transaction.query(insertSql, [id, caller.accountId, title, body, diets, orderedSince])
  const [row] = await transaction.query<{ recipients: number }>(countSql, [id])
  return { broadcast: { id, recipients: row?.recipients ?? 0 } }
})
