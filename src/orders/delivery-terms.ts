/** Whether the shop delivers to a place, and what the area of the place asks for. */
import type { z } from 'zod'
import { areaAt, feeOf, nearestArea, reachesElsewhere } from '../contract/areas.ts'
import { moneyIn } from '../contract/currency.ts'
import { distanceKm } from '../contract/geography.ts'
import type { Location, orderQuote } from '../contract/index.ts'
import { nameIn } from '../menu/language.ts'
import type { Area, Store } from '../menu/shop.ts'

type Obstacle = z.input<typeof orderQuote.data>['obstacles'][number]

export interface DeliveryTerms {
  /** Absent: the shop has no areas, or delivers to the place although it lies in none. */
  area?: Area
  fee: number
  obstacles: Obstacle[]
}

/** The area as customers read it. */
export const shownArea = (area: Area, language: string) => ({ code: area.code, name: nameIn(area, language) })

const outOfArea = (store: Store, location: Location, language: string): Obstacle => {
  const nearest = nearestArea(store.areas, store.location, location)
  return { reason: 'out_of_area', details: nearest ? { area: shownArea(nearest.area, language), km: nearest.km } : {} }
}

const belowMinimum = ({ currency }: Store, { minimum }: Area, subtotal: number): Obstacle[] => {
  if (subtotal >= minimum) return []
  const money = moneyIn(currency)
  return [{ reason: 'below_minimum', details: { minimum: money(minimum), missing: money(minimum - subtotal) } }]
}

export const deliveryTerms = (store: Store, location: Location | undefined, subtotal: number, language: string): DeliveryTerms => {
  const { areas, deliveryFee } = store
  const area = location && areaAt(areas, store.location, location)
  if (location && area) {
    const fee = feeOf(area, distanceKm(store.location, location), subtotal)
    return { area, fee, obstacles: belowMinimum(store, area, subtotal) }
  }
  if (reachesElsewhere(store, location)) return { fee: deliveryFee, obstacles: [] }
  return { fee: deliveryFee, obstacles: [location ? outOfArea(store, location, language) : { reason: 'location_required', details: {} }] }
}
