import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Resolves with the port, which for 0 is a free one; rejects when it is taken. uWebSockets.js shares it (SO_REUSEPORT): without this a
 * second gateway would be given half of the connections. Its own exclusive mode cannot bind for a minute after a restart (no
 * SO_REUSEADDR).
 */
export const claimPort = async (port: number, host: string): Promise<number> => {
  const probe = createServer().listen({ port, host, exclusive: true })
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : port
}
