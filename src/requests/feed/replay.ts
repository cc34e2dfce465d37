import * as contract from '../../contract/index.ts'
import { replayFeed } from '../../feed/replay.ts'
import { handler } from '../kinds/handler.ts'

export const feedReplay = handler(contract.feedReplay, ({ input, database, caller }) =>
  replayFeed(database, caller.accountId, input.after, input.limit),
)
