import type { Queryable } from '../database/database.ts'
import { QueryError } from '../database/failures.ts'
import { AppError } from '../errors.ts'

const invalidTimeZone = '22023'

export const invalidArgument = (field: string, message: string): AppError =>
  new AppError('invalid_argument', { message: `${field}: ${message}`, details: { fields: [field] } })

/**
 * Runs a query of one row with the JSON column `result`. Throws `invalid_argument` for a range in the future, and for a time zone that
 * only Node knows: PostgreSQL's list can be older.
 */
export const readStatistics = async <Result extends { from: string; to: string }>(
  database: Queryable,
  sql: string,
  bind: readonly unknown[],
): Promise<Result> => {
  const [row] = await database.query<{ result: Result }>(sql, bind).catch((error: unknown) => {
    if (error instanceof QueryError && error.code === invalidTimeZone) throw invalidArgument('timeZone', 'this time zone is not supported.')
    throw error
  })
  if (!row) throw new Error('the statistics have no row')
  const { result } = row
  if (result.from >= result.to) throw invalidArgument('from', 'must be in the past when to is not given.')
  return result
}
