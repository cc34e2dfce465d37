/** What one customer knows about their orders, from the answers and from the feed. */
import type { z } from 'zod'
import type { feedPushes, Order, OrderStatus } from '../../src/contract/index.ts'
import type { Checks } from './checks.ts'

type StatusChanged = z.output<(typeof feedPushes)['order:status_changed']>['data']

interface State {
  status: OrderStatus
  version: number
}

export const createLedger = (who: string, checks: Checks) => {
  /** The id of every acknowledged order, by the requestId that placed it. */
  const placed = new Map<string, string>()
  /** The state that the feed reported last, by the order's id. */
  const states = new Map<string, State>()

  const place = (requestId: string, { id }: Pick<Order, 'id'>) => {
    const before = placed.get(requestId)
    if (before !== undefined && before !== id)
      checks.fail('listed', `${who}: requestId ${requestId} placed two orders, ${before} and ${id}`)
    placed.set(requestId, id)
  }

  const recordStatus = ({ order: { id, status, version }, previous }: StatusChanged) => {
    checks.count('follows')
    const state = states.get(id)
    if (state && (state.status !== previous || version <= state.version))
      checks.fail(
        'follows',
        `${who}: order ${id} was ${state.status} (version ${state.version}), then ${status} (${version}) after ${previous}`,
      )
    states.set(id, { status, version })
  }

  return {
    place,
    recordStatus,
    placed: (): ReadonlyMap<string, string> => placed,
    latest: (): string | undefined => [...placed.values()].at(-1),
    /** Whether the feed has reported this state of the order, or a later one. */
    knows: ({ id, status, version }: Pick<Order, 'id' | 'status' | 'version'>): boolean => {
      const state = states.get(id)
      return state !== undefined && (state.status === status || state.version > version)
    },
    state: (id: string): State | undefined => states.get(id),
  }
}

export type Ledger = ReturnType<typeof createLedger>
