/** What of the queue is shown: by state, by station, by a search. */
import { computed } from '@preact/signals'
import type { OrderStatus, QueueOrder } from '#contract'
import { moment } from '../../ui/now.ts'
import { needsCare } from './allergy.ts'
import { categories } from './dishes.ts'
import { isLate } from './due.ts'
import { ofPerson } from './session.ts'
import { settings } from './settings.ts'

export type Filter = 'all' | 'late' | 'allergy' | OrderStatus

export const filter = ofPerson<Filter>('all')
export const search = ofPerson('')
/** The id of the category that this station cooks. Undefined: all. */
export const station = computed(() => categories.value.find(({ id }) => id === settings.value.station)?.id)

export const hasFilter = (order: QueueOrder, by: Filter, atMs: number): boolean => {
  if (by === 'all') return true
  if (by === 'late') return isLate(order, atMs)
  if (by === 'allergy') return needsCare(order)
  return order.status === by
}

/** Without accents and in lower case: `kureci` finds `Kurací`. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()

const textsOf = ({ number, items, delivery, courier }: QueueOrder) => [
  String(number),
  ...items.map(({ name }) => name),
  delivery.contactName ?? '',
  delivery.address ?? '',
  courier?.name ?? '',
]

const isFound = (order: QueueOrder, words: readonly string[]) => {
  const text = plain(textsOf(order).join('\n'))
  return words.every((word) => text.includes(word))
}

export const isOfStation = ({ category }: Pick<QueueOrder['items'][number], 'category'>): boolean =>
  station.value === undefined || category?.id === station.value

const words = computed(() => plain(search.value).split(/\s+/).filter(Boolean))

export const isShown = (order: QueueOrder): boolean =>
  hasFilter(order, filter.value, moment.value) &&
  (words.value.length === 0 || isFound(order, words.value)) &&
  (station.value === undefined || order.items.some(isOfStation))
