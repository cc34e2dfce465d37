import type { z } from 'zod'
import * as contract from '../../contract/index.ts'
import type { Queryable } from '../../database/database.ts'
import { QueryError } from '../../database/failures.ts'
import { AppError } from '../../errors.ts'
import { composeStatistics, type StatisticsResult } from '../../statistics/compose.ts'
import { forCaller } from '../kinds/handler.ts'

/** The number of days in three years. */
const maxBuckets = 1100

const invalidTimeZone = '22023'

const invalidArgument = (field: string, message: string) =>
  new AppError('invalid_argument', { message: `${field}: ${message}`, details: { fields: [field] } })

type Input = z.output<typeof contract.orderStatistics.input>

/** Throws `invalid_argument` for a range in the future, and for a range with too many buckets. */
export const orderStatisticsOf = async (database: Queryable, accountId: string, { from, to, bucket, timeZone }: Input) => {
  const sql = 'select order_statistics($1, $2, $3, $4, $5, $6) as result'
  const [row] = await database
    .query<{ result: StatisticsResult }>(sql, [accountId, from, to, bucket, timeZone, maxBuckets])
    .catch((error: unknown) => {
      // PostgreSQL's list of time zones can be older than the list of Node
      if (error instanceof QueryError && error.code === invalidTimeZone)
        throw invalidArgument('timeZone', 'this time zone is not supported.')
      throw error
    })
  if (!row) throw new Error('order_statistics returned no row')
  const { result } = row
  if (result.from >= result.to) throw invalidArgument('from', 'must be in the past when to is not given.')
  if (result.series.length > maxBuckets) {
    throw invalidArgument('bucket', `the range would have more than ${maxBuckets} buckets: choose a longer bucket or a shorter range.`)
  }
  return composeStatistics(result)
}

export const orderStatistics = forCaller(contract.orderStatistics, ({ input, database, caller }) =>
  orderStatisticsOf(database, caller.accountId, input),
)
