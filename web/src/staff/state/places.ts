/**
 * Where each ticket is on the board. New tickets are added at the end at once. Everything else waits until nothing has changed and the
 * board was not touched for two seconds, so that no ticket comes under a finger that is meant for another.
 */
import { computed, effect, signal } from '@preact/signals'
import type { OrderStatus, QueueOrder } from '#contract'
import { queueOf } from '#order-life'
import { moment } from '../../ui/now.ts'
import { isForLater } from './due.ts'
import { filter, isShown, search, station } from './filters.ts'
import { holdMs, latest } from './hold.ts'
import { news } from './news.ts'
import { isInQueue, isLoaded, orders, roleNow } from './queue.ts'

export type SectionName = OrderStatus | 'open' | 'mine' | 'free' | 'soon' | 'later'

export interface Section {
  name: SectionName
  ids: readonly string[]
}

/** With changes that never stop, tickets find their new places after this long. */
const longestWaitMs = 10_000
/** After tickets have moved, taps count for nothing for as long as a finger is already on its way. */
const blindMs = 400

const namesOf = (): readonly SectionName[] => {
  const role = roleNow()
  if (!role) return []
  if (role === 'manager') return [...queueOf(role), 'later']
  return role === 'courier' ? ['mine', 'free', 'soon', 'later'] : ['open', 'later']
}

const sectionOf = (order: QueueOrder): SectionName => {
  if (isForLater(order, moment.value)) return 'later'
  const role = roleNow()
  if (role === 'manager') return order.status
  if (role !== 'courier') return 'open'
  if (order.courier?.isYou) return 'mine'
  return order.status === 'in_preparation' ? 'soon' : 'free'
}

const isOverdue = ({ overdueSince }: QueueOrder) => Number(overdueSince !== undefined)

/** What is not confirmed in time comes first. */
const byDue = (one: QueueOrder, other: QueueOrder) =>
  isOverdue(other) - isOverdue(one) || one.eta.promised.localeCompare(other.eta.promised) || one.number - other.number

/** What was cancelled stays until that is acknowledged. */
const visible = () => {
  const cancelled = news.value.filter(({ kind }) => kind === 'cancelled').map(({ order }) => order)
  return [...[...orders.value.values()].filter(isInQueue), ...cancelled]
}

const wanted = computed((): Section[] => {
  const some = visible().filter(isShown).sort(byDue)
  return namesOf().map((name) => ({ name, ids: some.filter((order) => sectionOf(order) === name).map(({ id }) => id) }))
})

export const sections = signal<readonly Section[]>([])
/** True for a moment after tickets have moved. */
export const isBlind = signal(false)

const isSame = (one: readonly Section[], other: readonly Section[]) => JSON.stringify(one) === JSON.stringify(other)

const settle = () => {
  isBlind.value = sections.peek().some(({ ids }) => ids.length > 0)
  setTimeout(() => {
    isBlind.value = false
  }, blindMs)
  sections.value = wanted.peek()
}

const withArrivals = (placed: readonly Section[], target: readonly Section[]): Section[] => {
  const known = new Set(placed.flatMap(({ ids }) => ids))
  return placed.map((section) => {
    const arriving = target.find(({ name }) => name === section.name)?.ids.filter((id) => !known.has(id)) ?? []
    return { ...section, ids: [...section.ids, ...arriving] }
  })
}

/** Settles when nothing has changed or been touched for long enough. */
const createPatience = () => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waitingSince: number | undefined
  const stop = () => {
    clearTimeout(timer)
    waitingSince = undefined
  }
  const start = () => {
    clearTimeout(timer)
    waitingSince ??= performance.now()
    const due = Math.max(latest.touch + holdMs, Math.min(latest.change + holdMs, waitingSince + longestWaitMs))
    timer = setTimeout(() => {
      if (latest.touch + holdMs > performance.now()) return start()
      stop()
      settle()
    }, due - performance.now())
  }
  return { start, stop }
}

/** Call this once. */
export const keepPlaces = (): void => {
  const patience = createPatience()
  const view = computed(() => [roleNow(), isLoaded.value, filter.value, search.value, station.value].join(' '))
  let [shownView, target]: [string, readonly Section[]] = ['', []]
  effect(() => {
    const isNews = !isSame(target, wanted.value)
    const isNewView = view.value !== shownView
    target = wanted.value
    shownView = view.value
    if (isNewView || isSame(sections.peek(), target)) {
      patience.stop()
      if (isNewView) settle()
    } else if (isNews) {
      latest.change = performance.now()
      sections.value = withArrivals(sections.peek(), target)
      patience.start()
    }
  })
}
