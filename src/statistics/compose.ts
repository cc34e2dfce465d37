import type { z } from 'zod'
import { moneyIn } from '../contract/currency.ts'
import type { orderStatistics } from '../contract/index.ts'

type Statistics = z.input<typeof orderStatistics.data>

type Sums = [orders: number, items: number, total: number]
type Shares = [items: number, total: number]

/** The result of `order_statistics`. Each row ends with its sums; all sums are in one currency. */
export interface StatisticsResult extends Pick<Statistics, 'from' | 'to' | 'timeZone' | 'eta'> {
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
  discounts: number
  tips: number
  givenBack: number
}

/** Builds the statistics of the contract from the compact rows of the database. */
export const composeStatistics = ({ from, to, timeZone, eta, ...result }: StatisticsResult): Statistics => {
  const money = moneyIn(result.currency)
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
    totals: {
      ...figures(result.totals),
      deliveryFees: money(result.deliveryFees),
      discounts: money(result.discounts),
      tips: money(result.tips),
      givenBack: money(result.givenBack),
    },
    eta,
  }
}
