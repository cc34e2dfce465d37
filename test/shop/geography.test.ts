import { expect } from 'chai'
import fc from 'fast-check'
import { areaAt, feeOf, nearestArea } from '../../src/contract/areas.ts'
import { type Corner, containsPoint, crossing, distanceKm, kmToPolygon } from '../../src/contract/geography.ts'

type Grid = readonly [x: number, y: number]

const cell = fc.integer({ min: 0, max: 9 })
const place = fc.tuple(cell, cell)
const corners = fc.array(place, { minLength: 3, maxLength: 8 })

const next = <Item>(list: readonly Item[], n: number): Item => {
  const item = list[(n + 1) % list.length]
  if (item === undefined) throw new Error('the list is empty')
  return item
}
const pairs = (polygon: readonly Grid[]) => polygon.map((from, n) => [from, next(polygon, n)] as const)

/** Whether p is on the line from a to b: the way by p is no longer. On a grid of whole numbers these sums are far apart where they differ. */
const isOnLine = (p: Grid, [a, b]: readonly [Grid, Grid]) => {
  const way = (from: Grid, to: Grid) => Math.hypot(to[0] - from[0], to[1] - from[1])
  return Math.abs(way(a, p) + way(p, b) - way(a, b)) < 1e-9
}

/** How often the polygon turns round the place: the sum of the angles under which its sides are seen. */
const turnsRound = (polygon: readonly Grid[], [x, y]: Grid) => {
  const angles = pairs(polygon).map(([a, b]) => {
    const difference = Math.atan2(b[1] - y, b[0] - x) - Math.atan2(a[1] - y, a[0] - x)
    return difference > Math.PI ? difference - 2 * Math.PI : difference < -Math.PI ? difference + 2 * Math.PI : difference
  })
  return Math.round(angles.reduce((sum, angle) => sum + angle, 0) / (2 * Math.PI))
}

/** Where the sides meet, by the equations of their lines: `t` and `u` are the parts of the way. */
const share = (one: readonly [Grid, Grid], other: readonly [Grid, Grid]): boolean => {
  const [[a, b], [c, d]] = [one, other]
  const [rx, ry, sx, sy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const across = rx * sy - ry * sx
  if (across === 0) return isOnLine(c, one) || isOnLine(d, one) || isOnLine(a, other) || isOnLine(b, other)
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / across
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / across
  const isPart = (part: number) => part > -1e-9 && part < 1 + 1e-9
  return isPart(t) && isPart(u)
}

/** No side meets another but its neighbours, and those only at the corner between. */
const isSimple = (polygon: readonly Grid[]) => {
  const sides = pairs(polygon)
  const neighbours = (n: number, m: number) => (n + 1) % sides.length === m || (m + 1) % sides.length === n
  return sides.every((side, n) =>
    sides.every((other, m) => {
      if (n === m) return side[0].join() !== side[1].join()
      if (!neighbours(n, m)) return !share(side, other)
      const [first, second] = (n + 1) % sides.length === m ? [side, other] : [other, side]
      return !isOnLine(second[1], first) && !isOnLine(first[0], second)
    }),
  )
}

const onEarth =
  (west: number) =>
  (grid: Grid): Corner => [40 + grid[1] / 10, ((west + grid[0] / 10 + 540) % 360) - 180]

describe('the geography of areas', () => {
  it('knows whether a polygon crosses itself, as another program does', () => {
    const seen = { simple: 0, crossed: 0 }
    fc.assert(
      fc.property(corners, (polygon) => {
        seen[isSimple(polygon) ? 'simple' : 'crossed'] += 1
        expect(crossing(polygon.map(([x, y]): Corner => [y, x])) === undefined).to.equal(isSimple(polygon))
      }),
      { numRuns: 3000, seed: 1 },
    )
    expect(Math.min(seen.simple, seen.crossed)).to.be.greaterThan(100)
  })

  it('knows whether a polygon contains a place, as another program does, also on its sides and across the antimeridian', () => {
    const seen = { inside: 0, outside: 0, side: 0 }
    fc.assert(
      fc.property(corners.filter(isSimple), place, fc.constantFrom(0, 17, 179.5, -180, -179.9), (polygon, at, west) => {
        const isOnSide = pairs(polygon).some((side) => isOnLine(at, side))
        const expected = isOnSide || turnsRound(polygon, at) !== 0
        seen[isOnSide ? 'side' : expected ? 'inside' : 'outside'] += 1
        // on the grid itself the sides are exact
        expect(
          containsPoint(
            polygon.map(([x, y]): Corner => [y, x]),
            { lat: at[1], lng: at[0] },
          ),
        ).to.equal(expected)
        const [lat, lng] = onEarth(west)(at)
        if (!isOnSide) expect(containsPoint(polygon.map(onEarth(west)), { lat, lng }), `at ${west}`).to.equal(expected)
      }),
      { numRuns: 2000, seed: 2 },
    )
    expect(Math.min(...Object.values(seen))).to.be.greaterThan(100)
  })

  it('does not find a place on the other side of the earth in a polygon', () => {
    const square: Corner[] = [
      [40, 10],
      [40, 20],
      [50, 20],
      [50, 10],
    ]
    for (let lng = -180; lng <= 180; lng += 2.5) expect(containsPoint(square, { lat: 45, lng }), `${lng}`).to.equal(lng >= 10 && lng <= 20)
  })

  it('knows how far a place is from a polygon', () => {
    fc.assert(
      fc.property(corners.filter(isSimple), place, fc.constantFrom(17, 179.5), (polygon, at, west) => {
        const [lat, lng] = onEarth(west)(at)
        const parts = Array.from({ length: 201 }, (_, n) => n / 200)
        const along = pairs(polygon).flatMap(([a, b]) =>
          parts.map((part): Grid => [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]),
        )
        const nearest = Math.min(
          ...along.map((each) => {
            const [cornerLat, cornerLng] = onEarth(west)(each)
            return distanceKm({ lat, lng }, { lat: cornerLat, lng: cornerLng })
          }),
        )
        expect(kmToPolygon(polygon.map(onEarth(west)), { lat, lng })).to.be.closeTo(nearest, 0.4 + nearest / 50)
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  const shop = { lat: 48, lng: 17 }
  const square = (half: number): Corner[] => [
    [48 - half, 17 - half],
    [48 - half, 17 + half],
    [48 + half, 17 + half],
    [48 + half, 17 - half],
  ]

  it('takes the first area that contains the place, and names the nearest to a place outside', () => {
    const [inner, outer, circle] = [{ polygon: square(0.1) }, { polygon: square(0.2) }, { radius: 30 }]
    const areas = [inner, outer, circle]
    expect(areaAt(areas, shop, { lat: 48.05, lng: 17 })).to.equal(inner)
    expect(areaAt([outer, inner], shop, { lat: 48.05, lng: 17 })).to.equal(outer)
    expect(areaAt(areas, shop, { lat: 48.15, lng: 17 })).to.equal(outer)
    expect(areaAt(areas, shop, { lat: 48.25, lng: 17 })).to.equal(circle)
    expect(areaAt(areas, shop, { lat: 48.5, lng: 17 })).to.equal(undefined)
    expect(nearestArea(areas, shop, { lat: 48.3, lng: 17 })).to.deep.equal({ area: circle, km: 3.4 })
    expect(nearestArea(areas, shop, { lat: 52, lng: 17 }), 'too far for its name to say anything').to.equal(undefined)
    expect(nearestArea([], shop, shop)).to.equal(undefined)
  })

  it('has circles that are right at a pole and across the antimeridian', () => {
    const circle = [{ radius: 200 }]
    expect(areaAt(circle, { lat: 89.5, lng: 0 }, { lat: 89.5, lng: 180 })).to.equal(circle[0])
    expect(areaAt(circle, { lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 })).to.equal(circle[0])
    expect(areaAt(circle, { lat: 0, lng: 179.5 }, { lat: 0, lng: -177 })).to.equal(undefined)
  })

  it('has a fee by distance, until the delivery is free', () => {
    const tariff = { fee: 150, feePerKm: 50, freeFrom: 3000 }
    expect([0, 1, 2.345, 10].map((km) => feeOf(tariff, km, 2999))).to.deep.equal([150, 200, 267, 650])
    expect(feeOf(tariff, 10, 3000)).to.equal(0)
    expect(feeOf({ ...tariff, freeFrom: null }, 1, 1_000_000)).to.equal(200)
  })
})
