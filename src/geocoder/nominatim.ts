/** Asks a service that speaks the HTTP protocol of Nominatim (nominatim.org/release-docs/latest/api/Search). */
import { z } from 'zod'
import { type Location, line, location } from '../contract/index.ts'

export interface Place {
  address: string
  location: Location
}

export interface Sought {
  text: string
  /** The language of the addresses. */
  language: string
  /** Places near it come first. */
  near: Location
}

/** The most places of an answer. */
export const mostPlaces = 5
const answerWithinMs = 5000
const longestAddress = 300
/** Half the height and width of the square around the shop in which places come first, in degrees. */
const nearby = 0.5

const coordinate = z.string().transform(Number)
const found = z.object({ display_name: z.string(), lat: coordinate, lon: coordinate })

/** Undefined for what no order could be delivered to. */
const placeOf = (entry: unknown): Place | undefined => {
  const read = found.safeParse(entry)
  if (!read.success) return undefined
  const { display_name: name, lat, lon: lng } = read.data
  const address = line(longestAddress).safeParse(name.slice(0, longestAddress))
  const at = location.safeParse({ lat, lng })
  return address.success && at.success ? { address: address.data, location: at.data } : undefined
}

/** `base` may have a path, and parameters such as a key. */
const urlOf = (base: string, { text, language, near: { lat, lng } }: Sought): URL => {
  const url = new URL(base)
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/search`
  const box = [lng - nearby, lat - nearby, lng + nearby, lat + nearby]
  const isOnMap = box.every((side, n) => Math.abs(side) <= (n % 2 === 0 ? 180 : 90))
  const parameters = {
    format: 'jsonv2',
    q: text,
    limit: String(mostPlaces),
    'accept-language': language,
    ...(isOnMap && { viewbox: box.map((side) => side.toFixed(4)).join(',') }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url
}

/** Throws where the service gives no answer that can be read. */
export const askNominatim = async (base: string, userAgent: string, sought: Sought): Promise<Place[]> => {
  const answer = await fetch(urlOf(base, sought), {
    headers: { accept: 'application/json', 'user-agent': userAgent },
    redirect: 'error',
    signal: AbortSignal.timeout(answerWithinMs),
  })
  if (!answer.ok) throw new Error(`the geocoder answered ${answer.status}`)
  const entries = z.array(z.unknown()).parse(await answer.json())
  return entries.flatMap((entry) => placeOf(entry) ?? []).slice(0, mostPlaces)
}
