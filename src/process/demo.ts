/** The demo's data, loaded before the gateway starts; the autopilot and the announcement after it listens. */
import { demoPassword, ensureDemoAccounts } from '../accounts/demo-accounts.ts'
import { createPasswordHasher } from '../accounts/passwords.ts'
import type { Config } from '../config.ts'
import type { Database } from '../database/database.ts'
import { localUrl } from '../http/local-url.ts'
import type { Logger } from '../logger.ts'
import { storeLocation } from '../shop/location.ts'

const autopilotStepMs = 1000

/** Loads the shop and the demo accounts if the configuration asks for them. */
export const loadDemoData = async ({ DEMO, AUTOPILOT, SHOP, RATE_LIMITS }: Config, database: Database): Promise<void> => {
  if (DEMO) await (await import('../shop/open-shop.ts')).openShopOf(database, SHOP)
  // a load test orders more than people do
  if (DEMO && RATE_LIMITS === 'off') await database.query("update store set limits = '{}'")
  if (DEMO || AUTOPILOT) await ensureDemoAccounts(database, createPasswordHasher())
}

const pinOf = async (database: Database, orderId: string): Promise<string | undefined> => {
  const [order] = await database.query<{ pin: string | null }>('select pin from orders where id = $1', [orderId])
  return order?.pin ?? undefined
}

/** Loads the client of Socket.IO, which a gateway without an autopilot does not need. */
const automate = async (database: Database, url: string, log: Logger) => {
  const { startAutopilot } = await import('../autopilot/autopilot.ts')
  return startAutopilot({
    url,
    store: await storeLocation(database),
    stepMs: autopilotStepMs,
    pinOf: (orderId) => pinOf(database, orderId),
    onError: (error) => log.debug({ err: error }, 'the autopilot was refused'),
  })
}

/** Prints the URL of the gateway. Starts the autopilot if the configuration asks for it. */
export const announce = async ({ HOST, DEMO, AUTOPILOT }: Config, database: Database, port: number, log: Logger) => {
  const url = localUrl(HOST, port)
  const autopilot = AUTOPILOT ? await automate(database, url, log) : undefined
  if (DEMO) console.log(`sign in as demo, kitchen, warehouse, courier or manager with the password ${demoPassword}`)
  console.log(`listening on ${url}`)
  return autopilot
}
