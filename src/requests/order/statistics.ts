import * as contract from '../../contract/index.ts'
import { orderStatisticsOf } from '../../statistics/statistics.ts'
import { handler } from '../kinds/handler.ts'

export const orderStatistics = handler(contract.orderStatistics, ({ input, database, caller }) =>
  orderStatisticsOf(database, caller.accountId, input),
)
