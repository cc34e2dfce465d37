import type { Config } from '../config.ts'
import { connectDatabase } from '../database/connect.ts'
import type { Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { reachDatabase } from '../database/reach.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import type { Logger } from '../logger.ts'

type Where = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>

interface Options {
  log: Logger
  /** For a command: a gateway may be using the embedded database already. There has to be a database. */
  ofGateway?: boolean
}

/**
 * The URL of the configured database, and how to release it. Starts and migrates the embedded database where `DATABASE_URL` is not set. Throws
 * `database_unavailable` if it is set for a command and leads to no database.
 */
export const openDatabaseServer = async (
  { DATABASE_URL, DATA_DIR }: Where,
  { log, ofGateway = false }: Options,
): Promise<{ url: string; leave(): Promise<void> }> => {
  if (DATABASE_URL !== undefined) {
    // a gateway has waited for it before
    if (ofGateway) await reachDatabase(DATABASE_URL, { withinMs: 0 })
    return { url: DATABASE_URL, leave: async () => undefined }
  }
  const { url, stop } = await startEmbedded({ dataDir: DATA_DIR, log, share: ofGateway, mustExist: ofGateway })
  await migrate(url)
  return { url, leave: stop }
}

/**
 * Connects to the configured database: the one at `DATABASE_URL`, which the release process migrates, or the embedded one, which is
 * started and migrated here.
 */
export const openDatabase = async (where: Where, { node, ...options }: Options & { node?: string }): Promise<Database> => {
  const { url, leave } = await openDatabaseServer(where, options)
  const database = connectDatabase(url, { log: options.log, node })
  return {
    ...database,
    close: async () => {
      await database.close()
      await leave()
    },
  }
}
