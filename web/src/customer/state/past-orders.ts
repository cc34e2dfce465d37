/** The orders that have ended, loaded page by page, as the customer filters them. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Order, OrderStatus } from '#contract'
import { finalStatuses } from '#order-life'
import { useAction } from '../../ui/action.tsx'
import { orders, storeOrder } from './orders.ts'
import { customer } from './session.ts'

export type Outcome = 'all' | 'delivered' | 'other'
export type Period = 'all' | 'month' | 'year'

const statusesOf: Record<Outcome, readonly OrderStatus[]> = {
  all: finalStatuses,
  delivered: ['delivered'],
  other: finalStatuses.filter((status) => status !== 'delivered'),
}
const daysOf: Record<Period, number | undefined> = { all: undefined, month: 30, year: 365 }

/** The beginning of a period; undefined for one without. */
export const startOf = (period: Period): string | undefined => {
  const days = daysOf[period]
  return days === undefined ? undefined : new Date(Date.now() - days * 86_400_000).toISOString()
}

const pageSize = 20

export const usePastOrders = (outcome: Outcome, period: Period) => {
  const cursor = useSignal<string | undefined>(undefined)
  /** The earliest moment that the loaded pages reach back to; undefined until the first page is there. */
  const reach = useSignal<string | undefined>(undefined)
  const { problem, busy, run } = useAction()
  const load = () =>
    run(async () => {
      const from = startOf(period)
      const filter = { status: [...statusesOf[outcome]], limit: pageSize, ...(from && { from }) }
      const page = await customer().request('order:list', { ...filter, ...(cursor.value && { cursor: cursor.value }) })
      page.orders.forEach(storeOrder)
      cursor.value = page.nextCursor
      reach.value = page.nextCursor === undefined ? (from ?? '') : (page.orders.at(-1)?.placedAt ?? '')
    })
  useEffect(() => void load(), [])
  const isShown = ({ status, placedAt }: Order) =>
    statusesOf[outcome].includes(status) && reach.value !== undefined && placedAt >= reach.value
  const past = [...orders.value.values()].filter(isShown).sort((a, b) => b.placedAt.localeCompare(a.placedAt))
  return { past, problem, busy, load, hasMore: cursor.value !== undefined, isLoaded: reach.value !== undefined }
}
