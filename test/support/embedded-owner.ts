/** A process that owns an embedded PostgreSQL like a gateway: `embedded-owner.ts DATA_DIR`. Prints its URL, or why it cannot start. */
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { createLogger } from '../../src/logger.ts'

const start = async (dataDir: string) => {
  const { url, stop } = await startEmbedded({ dataDir, log: createLogger('silent') })
  process.once('SIGTERM', () => stop().then(() => process.exit(0)))
  console.log(url)
}

start(process.argv[2] ?? '').catch((error: unknown) => {
  console.log(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
