import { once } from 'node:events'
import { createServer } from 'node:net'

type Setting = 'PORT' | 'METRICS_PORT'

const advice: Readonly<Record<string, (setting: Setting, at: { port: unknown; address: unknown }) => string>> = {
  EADDRINUSE: (setting, { port }) => `Port ${port} is taken: set ${setting} to a free one`,
  EACCES: (setting, { port }) => `This user may not listen on port ${port}: set ${setting} to 1024 or more, or grant CAP_NET_BIND_SERVICE`,
  EADDRNOTAVAIL: (_, { address }) => `${address} is not an address of this machine: set HOST to one, or to 0.0.0.0 for all`,
}

/** For `catch`: names the setting if the port is taken, or cannot be listened on. */
export const explainTaken =
  (setting: Setting) =>
  (error: unknown): never => {
    if (!(error instanceof Error && 'code' in error && 'port' in error && 'address' in error)) throw error
    const say = advice[String(error.code)]
    throw say ? new Error(say(setting, error), { cause: error }) : error
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
