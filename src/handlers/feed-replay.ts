import * as contract from '../contract/index.ts'
import { replayFeed } from '../feed/replay.ts'
import { handler } from './handler.ts'

export const feedReplay = handler(contract.feedReplay, ({ input, database, caller }) =>
  replayFeed(database, caller.accountId, input.after, input.limit ?? 100),
)
