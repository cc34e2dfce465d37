/** Tells developers on the console what to do, each thing once, and never the people who use a finished application. */
import type { Failure } from '../contract/index.ts'

const world: {
  setTimeout: unknown
  location?: { origin: string; port: string }
  process?: { env?: { NODE_ENV?: string } }
  /** React Native sets it. */
  __DEV__?: boolean
} = globalThis

/** Development servers have a port, and the pages of finished applications have none. */
const isDevelopment = () => {
  if (world.__DEV__ !== undefined) return world.__DEV__
  if (world.location !== undefined) return world.location.port !== ''
  return world.process?.env?.NODE_ENV !== 'production'
}

const advice: Readonly<Record<string, () => string>> = {
  origin_not_allowed: () => `Set ALLOWED_ORIGINS=${world.location?.origin ?? '<the origin of the page>'} at the gateway.`,
  wrong_address: () => "Give the address of the gateway, without a path: connect({ url: 'http://localhost:3000', … }).",
  unreachable: () => 'Start the gateway (npm run demo), and check url.',
  websocket_blocked: () => 'Something between them does not pass WebSockets, such as a proxy: see docs/deploy.md.',
  too_many_connections: () => 'Set MAX_CONNECTIONS_PER_ADDRESS, or TRUSTED_PROXIES if it is a proxy, at the gateway.',
}

const said = new Set<string>()

export const advise = (what: string, { reason = '', message }: Pick<Failure, 'reason' | 'message'>): void => {
  const text = `${what} ${message} ${advice[reason]?.() ?? ''}`.trim()
  if (said.has(text) || !isDevelopment()) return
  said.add(text)
  console.warn(text)
}
