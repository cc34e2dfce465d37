/** The demo as `npm run demo` starts it, on an embedded PostgreSQL in a temporary directory. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger } from '../../src/logger.ts'
import { type GatewayProcess, startProcess } from './process.ts'

export interface Demo {
  dataDir: string
  start(): Promise<GatewayProcess>
  /** Stops what was started and removes the data. */
  remove(): Promise<void>
}

export const prepareDemo = async (): Promise<Demo> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'customerbackend-demo-'))
  const started: GatewayProcess[] = []
  return {
    dataDir,
    async start() {
      const gateway = await startProcess({ DEMO: '1', AUTOPILOT: '1', LOG_LEVEL: 'warn', DATA_DIR: dataDir })
      started.push(gateway)
      return gateway
    },
    async remove() {
      for (const gateway of started) await gateway.kill('SIGKILL')
      // takes over the server that a killed gateway has left running, and stops it
      await (await startEmbedded({ dataDir, log: createLogger('silent') })).stop()
      await rm(dataDir, { recursive: true })
    },
  }
}
