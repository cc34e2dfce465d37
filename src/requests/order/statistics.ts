import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { composeStatistics, type StatisticsResult } from '../../statistics/compose.ts'
import { invalidArgument, readStatistics } from '../../statistics/read.ts'
import { forCaller } from '../kinds/handler.ts'

/** The number of days in three years. */
const maxBuckets = 1100

type Input = z.output<typeof contract.orderStatistics.input>

/** Throws `invalid_argument` for a range in the future, and for a range with too many buckets. */
export const orderStatisticsOf = async (database: Queryable, accountId: string, { from, to, bucket, timeZone }: Input) => {
  const sql = 'select order_statistics($1, $2, $3, $4, $5, $6) as result'
  const result = await readStatistics<StatisticsResult>(database, sql, [accountId, from, to, bucket, timeZone, maxBuckets])
  if (result.series.length > maxBuckets) {
    throw invalidArgument('bucket', `the range would have more than ${maxBuckets} buckets: choose a longer bucket or a shorter range.`)
  }
  return composeStatistics(result)
}

export const orderStatistics = forCaller(contract.orderStatistics, ({ input, database, caller }) =>
  orderStatisticsOf(database, caller.accountId, input),
)
