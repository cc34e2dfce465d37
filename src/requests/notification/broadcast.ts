import * as contract from '../../contract/index.ts'
import { startBroadcast } from '../../notifications/broadcast.ts'
import { command } from '../kinds/handler.ts'

export const notificationBroadcast = command(contract.notificationBroadcast, async ({ input, transaction, caller }) => ({
  broadcast: await startBroadcast(transaction, caller.accountId, input),
}))
