/** A service that speaks the part of Nominatim's HTTP protocol that the gateway uses. It can misbehave on request. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Asked {
  path: string
  parameters: Record<string, string>
  userAgent: string | undefined
}

export interface FakeNominatim {
  url: string
  asked: Asked[]
  /** The most requests that were open at the same time. */
  atOnce(): number
  /** What the next requests get instead of places. */
  misbehave(as: { status?: number; body?: string } | undefined): void
  stop(): void
}

/** Finds two places for any text, the second without a number that could be a latitude. */
export const startNominatim = async (): Promise<FakeNominatim> => {
  const asked: Asked[] = []
  let [open, most] = [0, 0]
  let wrong: { status?: number; body?: string } | undefined
  const server = createServer((request, response) => {
    open += 1
    most = Math.max(most, open)
    response.on('close', () => {
      open -= 1
    })
    const url = new URL(request.url ?? '', 'http://localhost')
    const parameters = Object.fromEntries(url.searchParams)
    asked.push({ path: url.pathname, parameters, userAgent: request.headers['user-agent'] })
    const places = [
      { place_id: 1, display_name: `${parameters.q}, Staré Mesto, Bratislava, Slovensko`, lat: '48.1449', lon: '17.1127' },
      { place_id: 2, display_name: 'Nowhere', lat: 'north', lon: '17' },
    ]
    response.writeHead(wrong?.status ?? 200, { 'content-type': 'application/json' }).end(wrong?.body ?? JSON.stringify(places))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    atOnce: () => most,
    misbehave: (as) => {
      wrong = as
    },
    stop: () => void server.close(),
  }
}
