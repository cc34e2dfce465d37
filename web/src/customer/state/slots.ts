/** The times for which an order can be scheduled: the quarters of an hour of the next days. */
import { computed } from '@preact/signals'
import { timeZone } from '../../language/language.ts'
import { limits } from '../../ui/limits.ts'
import { now } from '../../ui/now.ts'
import { at } from './checkout.ts'
import { soonest } from './quote.ts'

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const dayMs = 24 * 60 * minuteMs

export interface Day {
  /** `2026-03-01`, in the time zone. */
  date: string
  /** In RFC 3339. */
  slots: string[]
}

/** The quarters of an hour between two moments, by the days of a time zone. A day on which the clock changes has as many as it has hours. */
export const slotsBetween = (earliest: number, latest: number, zone: string | undefined): Day[] => {
  const dateOf = new Intl.DateTimeFormat('sv', zone === undefined ? {} : { timeZone: zone })
  const days: Day[] = []
  for (let slot = Math.ceil(earliest / quarterMs) * quarterMs; slot <= latest; slot += quarterMs) {
    const date = dateOf.format(slot)
    if (days.at(-1)?.date !== date) days.push({ date, slots: [] })
    days.at(-1)?.slots.push(new Date(slot).toISOString())
  }
  return days
}

const minute = computed(() => Math.floor(now.value / minuteMs) * minuteMs)

/** From when on an order can be scheduled: not before one as soon as possible would be there. The time that is chosen stays, while it is not over. */
const earliest = computed(() => {
  const first = Math.max(minute.value + quarterMs, Date.parse(soonest.value ?? '') || 0)
  const chosen = Date.parse(at.value)
  return chosen > minute.value ? Math.min(first, chosen) : first
})

export const days = computed(() => slotsBetween(earliest.value, minute.value + limits.scheduleDays * dayMs, timeZone.value))
