import type { Location } from '../contract/index.ts'

const kmPerDegree = 111.2

/** The destination of a delivery without a location: a place some streets away. */
const somewhereNear = ({ lat, lng }: Location): Location => ({ lat: lat + 0.011, lng: lng + 0.014 })

const along = (from: Location, to: Location, part: number): Location => ({
  lat: from.lat + (to.lat - from.lat) * part,
  lng: from.lng + (to.lng - from.lng) * part,
})

/** Degrees clockwise from north. */
const heading = (from: Location, to: Location): number => {
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180)
  return ((Math.atan2(east, to.lat - from.lat) * 180) / Math.PI + 360) % 360
}

const metres = (from: Location, to: Location): number =>
  1000 * kmPerDegree * Math.hypot(to.lat - from.lat, (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180))

/** A longer step would be a jump that the gateway leaves out. */
const maxStepMetres = 150
const minSteps = 20

/** The ride in equal steps around one corner, as in a town: positions with heading, and with the speed for one step per second. */
export const route = (from: Location, to: Location | undefined) => {
  const end = to ?? somewhereNear(from)
  const corner = { lat: from.lat, lng: end.lng }
  const longerHalf = Math.max(metres(from, corner), metres(corner, end))
  const steps = Math.max(minSteps, 2 * Math.ceil(longerHalf / maxStepMetres))
  const half = Math.ceil(steps / 2)
  const positions = Array.from({ length: steps }, (_, step) =>
    step < half ? along(from, corner, (step + 1) / half) : along(corner, end, (step + 1 - half) / (steps - half)),
  )
  return positions.map((location, step) => {
    const before = positions[step - 1] ?? from
    return { location, heading: heading(before, location), speed: Math.min(100, metres(before, location)) }
  })
}
