/** The process: config, database, gateway, signals. */
import { demoPassword, ensureDemoAccounts } from './accounts/demo-accounts.ts'
import { createPasswordHasher } from './accounts/passwords.ts'
import { startAutopilot } from './autopilot/autopilot.ts'
import { loadSampleMenu } from './catalog/sample-menu.ts'
import { storeLocation } from './catalog/store.ts'
import { configHelp, readConfig } from './config.ts'
import { openDatabase } from './database/open.ts'
import { startGateway } from './gateway.ts'
import { localUrl } from './local-url.ts'
import { createLogger } from './logger.ts'

const drainDeadlineMs = 25_000
const autopilotStepMs = 1000

const run = async () => {
  const config = readConfig()
  const log = createLogger(config.LOG_LEVEL)
  const database = await openDatabase(config, { log })
  if (config.DEMO) await loadSampleMenu(database)
  if (config.DEMO || config.AUTOPILOT) await ensureDemoAccounts(database, createPasswordHasher())
  const gateway = await startGateway(config, database, log)
  const url = localUrl(config.HOST, gateway.port)
  const autopilot = config.AUTOPILOT
    ? await startAutopilot({
        url,
        store: await storeLocation(database),
        stepMs: autopilotStepMs,
        onError: (error) => log.debug({ err: error }, 'the autopilot was refused'),
      })
    : undefined
  if (config.DEMO) console.log(`sign in as demo, kitchen, warehouse, courier or manager with the password ${demoPassword}`)
  console.log(`listening on ${url}`)

  const stop = async () => {
    autopilot?.stop()
    await gateway.stop()
    await database.close()
  }

  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    // a second signal is somebody who does not want to wait
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'draining')
    setTimeout(() => {
      log.error('not drained in time')
      process.exit(1)
    }, drainDeadlineMs).unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}

if (process.argv.includes('--help')) {
  console.log(`The gateway. Its environment:\n\n${configHelp()}`)
} else {
  run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  })
}
