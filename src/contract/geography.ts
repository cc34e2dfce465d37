/**
 * Distances, and polygons on the map. The sides of a polygon are straight lines in degrees, as in GeoJSON (RFC 7946). Longitudes are taken
 * beside that of the first corner, so a polygon may lie across the antimeridian.
 */
import { orient2d } from 'robust-predicates'

export interface Point {
  lat: number
  lng: number
}
export type Corner = readonly [lat: number, lng: number]
type Side = readonly [from: Corner, to: Corner]

const earthRadiusKm = 6371
const radians = (degrees: number) => (degrees * Math.PI) / 180

/** Great-circle distance (haversine). */
export const distanceKm = (from: Point, to: Point): number => {
  const half = (one: number, other: number) => Math.sin(radians(other - one) / 2) ** 2
  const chord = half(from.lat, to.lat) + Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * half(from.lng, to.lng)
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(Math.min(1, chord)))
}

/** The longitude, or the same one turned round the earth, that is at most 180° from the other. */
export const beside = (lng: number, other: number): number => (lng - other > 180 ? lng - 360 : lng - other < -180 ? lng + 360 : lng)

const firstLongitude = (polygon: readonly Corner[]) => polygon[0]?.[1] ?? 0

const sideBeside = (from: Corner, to: Corner, near: number): Side => [
  [from[0], beside(from[1], near)],
  [to[0], beside(to[1], near)],
]

const sidesOf = (polygon: readonly Corner[]): Side[] =>
  polygon.map((from, n) => sideBeside(from, polygon[(n + 1) % polygon.length] ?? from, firstLongitude(polygon)))

/** Positive, negative or 0: on which side of the line through a and b the corner c is. */
const turn = ([aLat, aLng]: Corner, [bLat, bLng]: Corner, [cLat, cLng]: Corner): number =>
  Math.sign(orient2d(aLng, aLat, bLng, bLat, cLng, cLat))

const isBetween = (value: number, one: number, other: number) => value >= Math.min(one, other) && value <= Math.max(one, other)

/** Whether a corner on the line through both ends of a side is on the side. */
const isInBox = ([lat, lng]: Corner, [[aLat, aLng], [bLat, bLng]]: Side) => isBetween(lat, aLat, bLat) && isBetween(lng, aLng, bLng)

const isOn = (corner: Corner, [a, b]: Side) => isInBox(corner, [a, b]) && turn(a, b, corner) === 0

/** Whether the polygon contains the place; its sides belong to it. */
export const containsPoint = (polygon: readonly Corner[], { lat, lng }: Point): boolean => {
  const near = firstLongitude(polygon)
  const place: Corner = [lat, beside(lng, near)]
  let isInside = false
  for (const [n, from] of polygon.entries()) {
    const to = polygon[(n + 1) % polygon.length] ?? from
    if (!isBetween(lat, from[0], to[0])) continue
    const side = sideBeside(from, to, near)
    if (isOn(place, side)) return true
    if (from[0] > lat !== to[0] > lat && turn(...side, place) > 0 === to[0] > from[0]) isInside = !isInside
  }
  return isInside
}

const meet = ([a, b]: Side, [c, d]: Side): boolean => {
  if (turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0) return true
  return isOn(c, [a, b]) || isOn(d, [a, b]) || isOn(a, [c, d]) || isOn(b, [c, d])
}

/** Two sides that share a corner, and run over each other. */
const doubleBack = ([a, b]: Side, [, c]: Side): boolean => isOn(c, [a, b]) || isOn(a, [b, c])

/** Two sides that meet elsewhere than at the corner between them, by their positions; undefined if there are none. */
export const crossing = (polygon: readonly Corner[]): readonly [number, number] | undefined => {
  const sides = sidesOf(polygon)
  for (const [n, one] of sides.entries())
    for (const [m, other] of sides.entries()) {
      if (m <= n) continue
      const isNext = m === n + 1
      const isLastToFirst = n === 0 && m === sides.length - 1
      const isWrong = isNext ? doubleBack(one, other) : isLastToFirst ? doubleBack(other, one) : meet(one, other)
      if (isWrong) return [n, m]
    }
  return undefined
}

const kmPerDegree = radians(1) * earthRadiusKm

/** How far a place is from the polygon, on a plane that touches the earth there: right for tens of kilometres. */
export const kmToPolygon = (polygon: readonly Corner[], { lat, lng }: Point): number => {
  const near = beside(lng, firstLongitude(polygon))
  const scale = Math.cos(radians(lat))
  const onPlane = ([cornerLat, cornerLng]: Corner) => ({ x: (cornerLng - near) * scale * kmPerDegree, y: (cornerLat - lat) * kmPerDegree })
  const distances = sidesOf(polygon).map(([from, to]) => {
    const [a, b] = [onPlane(from), onPlane(to)]
    const [dx, dy] = [b.x - a.x, b.y - a.y]
    const length = dx * dx + dy * dy
    const part = length === 0 ? 0 : Math.min(1, Math.max(0, -(a.x * dx + a.y * dy) / length))
    return Math.hypot(a.x + part * dx, a.y + part * dy)
  })
  return Math.min(...distances)
}
