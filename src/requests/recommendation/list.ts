import * as contract from '../../contract/index.ts'
import { recommend } from '../../recommendations/list.ts'
import { handler } from '../kinds/handler.ts'

export const recommendationList = handler(contract.recommendationList, async ({ input, database, caller }) => ({
  recommendations: await recommend(database, caller.accountId, input.limit),
}))
