import type { z } from 'zod'
import type { Money, orderStatistics } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { QueryError } from '../database/failures.ts'
import { AppError } from '../errors.ts'

type Input = z.output<typeof orderStatistics.input>
type Statistics = z.input<typeof orderStatistics.data>

/** As many days as three years have. */
const maxBuckets = 1100

type Sums = [orders: number, items: number, total: number]
type Shares = [items: number, total: number]

/** What `order_statistics` returns: rows that end with their sums, all in one currency. */
interface Result extends Pick<Statistics, 'from' | 'to' | 'timeZone' | 'eta'> {
  currency: string
  series: [date: string, from: string, ...Sums][]
  seriesEnd: string
  byProduct: [id: string, name: string, ...Shares][]
  byCategory: [id: string, name: string, ...Shares][]
  byHour: [hour: number, ...Sums][]
  byWeekday: [weekday: number, ...Sums][]
  byPlace: [address: string, ...Sums][]
  totals: Sums
  deliveryFees: number
}

const compose = ({ from, to, timeZone, eta, ...result }: Result): Statistics => {
  const money = (amount: number): Money => ({ amount, currency: result.currency })
  const shares = ([items, total]: Shares) => ({ items, total: money(total) })
  const figures = ([orders, items, total]: Sums) => ({
    orders,
    items,
    total: money(total),
    average: orders > 0 ? money(Math.round(total / orders)) : null,
  })
  return {
    from,
    to,
    timeZone,
    series: result.series.map(([date, start, ...sums], n) => ({
      date,
      from: start,
      to: result.series[n + 1]?.[1] ?? result.seriesEnd,
      ...figures(sums),
    })),
    byProduct: result.byProduct.map(([productId, name, ...sums]) => ({ productId, name, ...shares(sums) })),
    byCategory: result.byCategory.map(([categoryId, name, ...sums]) => ({ categoryId, name, ...shares(sums) })),
    byHour: result.byHour.map(([hour, ...sums]) => ({ hour, ...figures(sums) })),
    byWeekday: result.byWeekday.map(([weekday, ...sums]) => ({ weekday, ...figures(sums) })),
    byPlace: result.byPlace.map(([address, ...sums]) => ({ address, ...figures(sums) })),
    totals: { ...figures(result.totals), deliveryFees: money(result.deliveryFees) },
    eta,
  }
}

const invalidTimeZone = '22023'

const refused = (field: string, message: string) =>
  new AppError('invalid_argument', { message: `${field}: ${message}`, details: { fields: [field] } })

/** What a customer's orders add up to. Throws `invalid_argument` for a range that has not begun, and one of too many buckets. */
export const orderStatisticsOf = async (database: Queryable, accountId: string, input: Input): Promise<Statistics> => {
  const { from, to, bucket, timeZone } = input
  const [row] = await database
    .query<{ result: Result }>('select order_statistics($1, $2, $3, $4, $5, $6) as result', [
      accountId,
      from,
      to,
      bucket,
      timeZone,
      maxBuckets,
    ])
    .catch((error: unknown) => {
      // the server's list of time zones may be older than ours
      if (error instanceof QueryError && error.code === invalidTimeZone) throw refused('timeZone', 'this zone is not known here.')
      throw error
    })
  if (!row) throw new Error('order_statistics returned no row')
  const { result } = row
  if (result.from >= result.to) throw refused('from', 'must be in the past where to is not named.')
  if (result.series.length > maxBuckets) {
    throw refused('bucket', `the range has more than ${maxBuckets} of these: choose a longer bucket or a shorter range.`)
  }
  return compose(result)
}
