/** Which area contains a place, and what a delivery to it costs: for quotes, and for the map of the order form. */
import { type Corner, containsPoint, distanceKm, kmToPolygon, type Point } from './geography.ts'

export { beside, distanceKm } from './geography.ts'

/** A polygon, or a circle around the shop. */
export interface Extent {
  polygon?: readonly Corner[] | null | undefined
  /** In kilometres. */
  radius?: number | null | undefined
}

/** Amounts are minor units. */
export interface Tariff {
  fee: number
  feePerKm: number
  /** From this subtotal on the delivery is free. */
  freeFrom?: number | null | undefined
}

const contains = ({ polygon, radius }: Extent, shop: Point, place: Point): boolean =>
  polygon ? containsPoint(polygon, place) : distanceKm(shop, place) <= (radius ?? 0)

/** The first area of the list that contains the place. */
export const areaAt = <Area extends Extent>(areas: readonly Area[], shop: Point, place: Point): Area | undefined =>
  areas.find((area) => contains(area, shop, place))

const kmTo = ({ polygon, radius }: Extent, shop: Point, place: Point): number =>
  polygon ? kmToPolygon(polygon, place) : distanceKm(shop, place) - (radius ?? 0)

/** Farther away the name of an area says nothing. */
const farthestKm = 50

/** The area that is nearest to a place outside of all of them; undefined where none is near. */
export const nearestArea = <Area extends Extent>(
  areas: readonly Area[],
  shop: Point,
  place: Point,
): { area: Area; km: number } | undefined => {
  const [nearest] = areas.map((area) => ({ area, km: kmTo(area, shop, place) })).sort((a, b) => a.km - b.km)
  return nearest && nearest.km <= farthestKm ? { ...nearest, km: Math.max(0.1, Math.round(nearest.km * 10) / 10) } : undefined
}

export interface Reach<Area> {
  areas: readonly Area[]
  deliversElsewhere: boolean
  deliversWithinKm?: number | null | undefined
  location: Point
}

/** Whether the shop delivers to a place in none of its areas; without a place, to an address that is not on the map. */
export const reachesElsewhere = <Area>({ areas, deliversElsewhere, deliversWithinKm, location }: Reach<Area>, place?: Point): boolean =>
  (areas.length === 0 || deliversElsewhere) && (!place || distanceKm(location, place) <= (deliversWithinKm ?? Number.POSITIVE_INFINITY))

/** What a delivery costs over this distance with an order of this subtotal. */
export const feeOf = ({ fee, feePerKm, freeFrom }: Tariff, km: number, subtotal: number): number =>
  typeof freeFrom === 'number' && subtotal >= freeFrom ? 0 : fee + Math.round(feePerKm * km)
