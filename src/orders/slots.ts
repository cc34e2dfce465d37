/** The quarters of an hour for which orders can be scheduled, and how many orders each takes. */
import type { z } from 'zod'
import { areaAt } from '../contract/areas.ts'
import { type Location, type orderQuote, scheduleDays, type slotList } from '../contract/index.ts'
import { boundsOfDay, isWithin } from '../menu/opening.ts'
import type { Shop } from '../menu/shop.ts'
import { expectedAt } from './estimates.ts'
import { pauseAt } from './opening-obstacles.ts'
import { workOf } from './workload.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]
type Slot = z.input<typeof slotList.data>['slots'][number]

const minuteMs = 60_000
const quarterMs = 15 * minuteMs
const horizonMs = scheduleDays * 24 * 60 * minuteMs

/** The quarter of an hour of a moment. In every time zone of today it begins at :00, :15, :30 or :45. */
export const slotAt = (moment: number): number => Math.floor(moment / quarterMs) * quarterMs

const isFull = ({ store, workload }: Shop, slot: number): boolean =>
  store.kitchen.ordersPerQuarterHour !== null && workload.fullSlots.has(slot)

const boundsOf = (slot: number) => ({ from: new Date(slot).toISOString(), to: new Date(slot + quarterMs).toISOString() })

/** The first slot after a moment that can be had. */
const nextSlot = (shop: Shop, moment: number): number | undefined => {
  for (let slot = slotAt(moment) + quarterMs; slot <= shop.now + horizonMs; slot += quarterMs)
    if (!isFull(shop, slot) && isWithin(shop.store, slot) && pauseAt(shop.store, slot) === null) return slot
  return undefined
}

/** Why the kitchen cannot take another order for a quarter of an hour. */
export const slotObstacles = (shop: Shop, slot: number): Obstacle[] => {
  if (!isFull(shop, slot)) return []
  const next = nextSlot(shop, slot)
  return [{ reason: 'slot_full', details: next === undefined ? {} : { next: boundsOf(next) } }]
}

/** When the quickest dish of the menu would be there. */
const soonest = (shop: Shop, location: Location | undefined): number => {
  const { store, dishes, now } = shop
  const times = [...dishes.values()].flatMap(({ available, prepMinutes }) => (available ? [prepMinutes] : []))
  const longestDish = times.length > 0 ? Math.min(...times) : 0
  const area = location && areaAt(store.areas, store.location, location)
  return expectedAt(now, workOf(shop, { portions: 1, longestDish, location, area }), undefined)
}

/** The slots between two moments in which the shop delivers. */
const slotsBetween = (shop: Shop, first: number, end: number): Slot[] => {
  const slots: Slot[] = []
  for (let slot = Math.ceil(first / quarterMs) * quarterMs; slot < end; slot += quarterMs) {
    if (!isWithin(shop.store, slot)) continue
    slots.push({ ...boundsOf(slot), available: !isFull(shop, slot) && pauseAt(shop.store, slot) === null })
  }
  return slots
}

/** The slots of a day of the shop's calendar, from the first that the kitchen can make. */
export const slotsOn = (shop: Shop, { date, location }: z.output<typeof slotList.input>): Slot[] => {
  // the calendar of Intl does not have every day that a date can name
  if (Math.abs(Date.parse(date) - shop.now) > 2 * horizonMs) return []
  const [from, until] = boundsOfDay(shop.store.timeZone, date)
  const last = shop.now + horizonMs
  return slotsBetween(shop, Math.max(from, soonest(shop, location)), Math.min(until, last + 1))
}
