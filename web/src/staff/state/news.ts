/** What has happened and was not acknowledged yet: orders that arrived, changed, were cancelled, are late, wait too long for their confirmation or have lost their courier. */
import { computed, effect, signal } from '@preact/signals'
import type { OrderStatus, QueueOrder } from '#contract'
import { moment } from '../../ui/now.ts'
import { isLate } from './due.ts'
import { isInQueue, isLoaded, orders, roleNow } from './queue.ts'

export const newsKinds = ['cancelled', 'short', 'stranded', 'overdue', 'late', 'changed', 'arrived'] as const
export type NewsKind = (typeof newsKinds)[number]

export interface News {
  kind: NewsKind
  /** As it was when it happened; a cancelled one as it was before. */
  order: QueueOrder
}

/** The latest last. */
export const news = signal<readonly News[]>([])

export const newsOf = computed(() => {
  const kinds = new Map<string, NewsKind>()
  for (const kind of newsKinds)
    for (const each of news.value) if (each.kind === kind && !kinds.has(each.order.id)) kinds.set(each.order.id, kind)
  return kinds
})

/** Acknowledges the news of one order, or all. */
export const acknowledge = (orderId?: string): void => {
  news.value = news.peek().filter(({ order }) => orderId !== undefined && order.id !== orderId)
}

type Listener = (fresh: readonly News[]) => void
const listeners = new Set<Listener>()
/** The listener gets what happened at about the same time at once. */
export const onNews = (listener: Listener): void => void listeners.add(listener)

const togetherMs = 100
let fresh: News[] = []

const report = (kind: NewsKind, order: QueueOrder) => {
  news.value = [
    ...news.peek().filter((each) => each.order.id !== order.id || (each.kind !== kind && kind !== 'cancelled')),
    { kind, order },
  ]
  if (fresh.length === 0)
    setTimeout(() => {
      const some = fresh
      fresh = []
      for (const listener of listeners) listener(some)
    }, togetherMs)
  fresh.push({ kind, order })
}

const stopped: readonly OrderStatus[] = ['cancelled', 'rejected', 'expired']

const differ = (one: string | undefined, other: string | undefined) => one !== undefined && other !== undefined && one !== other

/** Whether there is something else to do than before. A courier who takes an order sees more of it: that is no change. */
const hasChanged = (order: QueueOrder, before: QueueOrder) =>
  JSON.stringify(order.items) !== JSON.stringify(before.items) ||
  order.delivery.at !== before.delivery.at ||
  differ(order.delivery.address, before.delivery.address) ||
  differ(order.note, before.note)

const isHandedToYou = (order: QueueOrder, before: QueueOrder) => order.courier?.isYou === true && before.courier?.isYou !== true

/** An order for later arrives when it is time for it. */
const isHere = (order: QueueOrder) => isInQueue(order) && order.comesAt === undefined

const isOverdue = ({ overdueSince }: QueueOrder) => overdueSince !== undefined

/** A manager has to act; the courier knows. */
const isStranded = ({ strandedSince }: QueueOrder) => strandedSince !== undefined && roleNow() === 'manager'

/** `isOwn`: the change follows from a step that was taken here, and is no news. */
export const compare = (order: QueueOrder, before: QueueOrder | undefined, isOwn: boolean): void => {
  const was = before && isHere(before) ? before : undefined
  const is = isHere(order)
  if (was && !is) acknowledge(order.id)
  if (isOwn) return
  // it may have arrived with the same change
  if (is && order.shortSince !== undefined && before?.shortSince === undefined) report('short', order)
  else if (is && (!was || isHandedToYou(order, was))) report('arrived', order)
  else if (is && isStranded(order) && !(before && isStranded(before))) report('stranded', order)
  else if (is && was && isOverdue(order) && !isOverdue(was)) report('overdue', order)
  else if (is && was && hasChanged(order, was)) report('changed', order)
  else if (was && stopped.includes(order.status)) report('cancelled', was)
}

/** Reports each order that becomes late while the board is open; none that was late when it was first seen. */
export const watchLateness = (): void => {
  let inTime: ReadonlySet<string> = new Set()
  effect(() => {
    const mine = isLoaded.value ? [...orders.value.values()].filter(isInQueue) : []
    for (const order of mine) if (inTime.has(order.id) && isLate(order, moment.value)) report('late', order)
    inTime = new Set(mine.filter((order) => !isLate(order, moment.value)).map(({ id }) => id))
  })
}
