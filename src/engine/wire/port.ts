import { once } from 'node:events'
import { createServer } from 'node:net'

/** For `catch`: names the setting if the error is that the port is taken. */
export const explainTaken =
  (setting: 'PORT' | 'METRICS_PORT') =>
  (error: unknown): never => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE' && 'port' in error)) throw error
    throw new Error(`Port ${error.port} is taken: set ${setting} to a free one`, { cause: error })
  }

/**
 * Resolves with the port, or with a free one for 0. Rejects when the port is taken. uWebSockets.js listens with SO_REUSEPORT, so without
 * this check a second gateway would silently get half of the connections. The exclusive mode of uWebSockets.js is no alternative: without
 * SO_REUSEADDR it cannot bind for a minute after a restart.
 */
export const claimPort = async (port: number, host: string): Promise<number> => {
  const probe = createServer().listen({ port, host, exclusive: true })
  await once(probe, 'listening').catch(explainTaken('PORT'))
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : port
}
