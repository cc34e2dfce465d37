import * as contract from '../contract/index.ts'
import { orderStatisticsOf } from '../orders/statistics.ts'
import { handler } from './handler.ts'

export const orderStatistics = handler(contract.orderStatistics, ({ input, database, caller }) =>
  orderStatisticsOf(database, caller.accountId, input),
)
