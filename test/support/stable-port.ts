import { once } from 'node:events'
import { createServer } from 'node:net'

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** The processes that run test files have a part of the ports each. */
const portsOfEach = 3000
const first = 20_000 + portsOfEach * (Number(process.env.MOCHA_WORKER_ID ?? 0) % 4)
const given = new Set<number>()

/**
 * A free port for a server that stops and comes back: it is below those that the system gives to connections, of which one would otherwise
 * take it meanwhile, and nobody else gets it.
 */
export const stablePort = async (): Promise<number> => {
  const port = first + Math.floor(Math.random() * portsOfEach)
  if (given.has(port)) return stablePort()
  given.add(port)
  return (await isFree(port)) ? port : stablePort()
}
