/** What a delivery costs and where the shop delivers, written from docs/shop.md, for test/support/reference-shop.ts. */
import type { Location } from '../../src/contract/index.ts'
import type { Area, Store } from '../../src/menu/shop.ts'

const radians = (degrees: number) => (degrees * Math.PI) / 180

/** A place as a point of the ball with radius 1. */
const onBall = ({ lat, lng }: Location) => [
  Math.cos(radians(lat)) * Math.cos(radians(lng)),
  Math.cos(radians(lat)) * Math.sin(radians(lng)),
  Math.sin(radians(lat)),
]

/** Of the straight line through the earth, and then along its surface. */
const kmBetween = (one: Location, other: Location): number => {
  const to = onBall(other)
  const line = Math.hypot(...onBall(one).map((value, axis) => value - (to[axis] ?? 0)))
  return 2 * 6371 * Math.asin(Math.min(1, line / 2))
}

/** A place sees the corners of a polygon around it in a whole turn, and those of another one in none. */
const isInside = (corners: readonly (readonly [lat: number, lng: number])[], { lat, lng }: Location): boolean => {
  const angles = corners.map(([cornerLat, cornerLng]) => Math.atan2(cornerLat - lat, cornerLng - lng))
  const turns = angles.map((angle, n) => angle - (angles.at(n - 1) ?? angle))
  return Math.abs(turns.reduce((sum, turn) => sum + Math.atan2(Math.sin(turn), Math.cos(turn)), 0)) > Math.PI
}

const contains = ({ radius, polygon }: Area, shop: Location, place: Location): boolean =>
  radius === null ? isInside(polygon ?? [], place) : kmBetween(place, shop) <= radius

export interface ReferenceDelivery {
  fee: number
  /** The code of the area. */
  area?: string
  reasons: string[]
}

export const deliveryTo = (store: Store, place: Location | undefined, subtotal: number): ReferenceDelivery => {
  const area = place && store.areas.find((each) => contains(each, store.location, place))
  if (!place || !area) {
    const isTooFar = place && store.deliversWithinKm !== null && kmBetween(place, store.location) > store.deliversWithinKm
    const isRefused = isTooFar || (store.areas.length > 0 && !store.deliversElsewhere)
    return { fee: store.deliveryFee, reasons: isRefused ? [place ? 'out_of_area' : 'location_required'] : [] }
  }
  const isFree = area.freeFrom !== null && area.freeFrom <= subtotal
  const fee = isFree ? 0 : Math.round(area.fee + area.feePerKm * kmBetween(place, store.location))
  return { fee, area: area.code, reasons: area.minimum > subtotal ? ['below_minimum'] : [] }
}
