/** The part `areas` of the section `shop`: where the shop delivers. */
import { z } from 'zod'
import { type Corner, crossing, distanceKm, type Point } from '../../contract/geography.ts'
import type { Fault, Path } from './faults.ts'
import { amountAt, anything, distinctCodes, eachIn, type Rule, ruleOf, textAt } from './rules.ts'
import { amount, code, name } from './values.ts'

const maxAreas = 50
const maxCorners = 200
/** Of all areas together: `shop:get` has them all. */
const maxCornersInAll = 2000
/** A corner farther from the shop than this has its latitude and longitude exchanged, or a digit too many. */
const farthestKm = 1000
/** Nearer to a pole a polygon would be something else on the map than on the earth. */
const mostLatitude = 85

const degrees = (most: number, what: string) => {
  const error = `is outside the earth: the ${what} is between -${most} and ${most}`
  return z
    .number('must be degrees')
    .min(-most, error)
    .max(most, error)
    .overwrite((value) => Math.round(value * 1e9) / 1e9)
}

const corner = z.tuple([degrees(90, 'latitude'), degrees(180, 'longitude')], 'must be [latitude, longitude]')

export const area = z
  .strictObject({
    code,
    name: name.describe('The name, for customers and staff.'),
    polygon: z
      .array(corner)
      .min(3, 'must have at least three corners')
      .max(maxCorners, `must not have more than ${maxCorners} corners`)
      .optional()
      .describe('The corners, each `[latitude, longitude]`, in their order. The last one is joined to the first.'),
    radius: z.number().min(0.05).max(farthestKm).optional().describe('Instead of a polygon: a circle around the shop, in kilometres.'),
    fee: amount.describe('What a delivery costs.'),
    feePerKm: amount.default('0').describe('What is added for each kilometre from the shop, as the crow flies.'),
    freeFrom: amount.optional().describe('The price of the products from which on the delivery is free.'),
    minimum: amount.default('0').describe('The price of the products that an order must have.'),
    extraMinutes: z.number().min(0).max(600).default(0).describe('What is added to the time of the ride, in minutes.'),
  })
  .describe('Where the shop delivers: a polygon, or a circle around the shop.')

export const areas = z
  .array(area)
  .max(maxAreas, `must not be more than ${maxAreas}`)
  .default([])
  .describe('Where the shop delivers. The first area that contains a place holds for it. None: the shop delivers everywhere.')

/** `at` is the position of the corner. */
interface ShapeFault {
  at?: number
  message: string
}

const repeatedCorners = (polygon: readonly Corner[]): ShapeFault[] =>
  polygon.flatMap(([lat, lng], at) => {
    const first = polygon.findIndex((other) => other[0] === lat && other[1] === lng)
    if (first === at) return []
    return [{ at, message: at === polygon.length - 1 && first === 0 ? 'is the first corner again: leave it out' : 'is a corner twice' }]
  })

const crossedSides = (polygon: readonly Corner[]): ShapeFault[] => {
  const crossed = crossing(polygon)
  return crossed ? [{ message: `crosses or touches itself: side ${crossed[0] + 1} and side ${crossed[1] + 1} meet` }] : []
}

const faultsOfPolygon = (polygon: readonly Corner[], shop: Point | undefined): ShapeFault[] => {
  const repeated = repeatedCorners(polygon)
  return [
    ...(repeated.length > 0 ? repeated : crossedSides(polygon)),
    ...polygon.flatMap(([lat, lng], at) => {
      if (Math.abs(lat) > mostLatitude) return [{ at, message: `is too near to a pole for a polygon (${mostLatitude}°): use a radius` }]
      if (!shop || distanceKm(shop, { lat, lng }) <= farthestKm) return []
      return [{ at, message: `is more than ${farthestKm} km from the shop: is it [latitude, longitude]?` }]
    }),
  ]
}

const faultsOfExtent = ({ polygon, radius }: { polygon?: unknown; radius?: unknown }, path: Path): Fault[] => {
  const known = [polygon, radius].filter((extent) => extent !== undefined).length
  if (known === 0) return [{ path, message: 'needs a polygon or a radius' }]
  return known === 2 ? [{ path: [...path, 'radius'], message: 'must not stand beside a polygon: an area has one of them' }] : []
}

const areaRules: readonly Rule[] = [
  textAt('name'),
  ruleOf(z.object({ polygon: anything, radius: anything }), faultsOfExtent),
  ruleOf(z.object({ polygon: area.shape.polygon.nonoptional() }), ({ polygon }, path, { location }) =>
    faultsOfPolygon(polygon, location).map(({ at, message }) => ({
      path: [...path, 'polygon', ...(at === undefined ? [] : [at])],
      message,
    })),
  ),
  ...['fee', 'feePerKm', 'freeFrom', 'minimum'].map((field) => amountAt(field)),
]

const cornersOf = z.object({ polygon: z.array(z.unknown()) }).transform(({ polygon }) => polygon.length)

const cornersRule = ruleOf(z.object({ areas: z.array(cornersOf.catch(0)) }), ({ areas: counts }, path) => {
  const corners = counts.reduce((sum, count) => sum + count, 0)
  return corners > maxCornersInAll
    ? [{ path: [...path, 'areas'], message: `have ${corners} corners together, and at most ${maxCornersInAll} are possible` }]
    : []
})

export const areasRules: readonly Rule[] = [eachIn('areas', areaRules), distinctCodes('areas', 'area'), cornersRule]
