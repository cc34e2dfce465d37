import type { Config } from '../config.ts'
import { connectDatabase } from '../database/connect.ts'
import type { Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import type { Logger } from '../logger.ts'

type Where = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>

/** The server that the environment names, and how to leave it: the embedded one is started and migrated here. */
export const openDatabaseServer = async (
  { DATABASE_URL, DATA_DIR }: Where,
  { log, share = false }: { log: Logger; share?: boolean },
): Promise<{ url: string; leave(): Promise<void> }> => {
  if (DATABASE_URL !== undefined) return { url: DATABASE_URL, leave: async () => undefined }
  const { url, stop } = await startEmbedded({ dataDir: DATA_DIR, log, share })
  await migrate(url)
  return { url, leave: stop }
}

/**
 * The database that the environment names: the one at `DATABASE_URL`, which its release process migrates, or the embedded one, which is
 * started and migrated here. `share`: beside a gateway that has the embedded one already.
 */
export const openDatabase = async (where: Where, { log, share = false }: { log: Logger; share?: boolean }): Promise<Database> => {
  const { url, leave } = await openDatabaseServer(where, { log, share })
  const database = connectDatabase(url, { log })
  return {
    ...database,
    close: async () => {
      await database.close()
      await leave()
    },
  }
}
