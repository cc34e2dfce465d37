/** What the reference says about the limits of a request. */
import { costOf, namespaces, type Request, requests } from '../contract/index.ts'

/** The limit as declared, without what only the gateway needs. */
export const limitOf = (request: Request) => {
  const rate = request.limit?.rate
  return { cost: costOf(request), ...(rate && { perMinute: rate.perMinute, per: rate.per }) }
}

const all = new Set(namespaces.flatMap((namespace) => Object.values<Request>(requests[namespace])))

/** The limit as a text: `1 token`, and the rate with the other requests that are counted in it. */
export const limitText = (request: Request): string => {
  const { cost, perMinute, per } = limitOf(request)
  const tokens = `${cost} ${cost === 1 ? 'token' : 'tokens'}`
  if (perMinute === undefined) return tokens
  const others = [...all].filter((each) => each !== request && each.limit?.rate?.name === request.limit?.rate?.name)
  const together = others.length > 0 ? `, together with ${others.map(({ event }) => event).join(', ')}` : ''
  return `${tokens}; ${perMinute} a minute from one ${per}${together}`
}
