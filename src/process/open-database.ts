import type { Config } from '../config.ts'
import { connectDatabase } from '../database/connect.ts'
import type { Database } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import type { Logger } from '../logger.ts'

type Where = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>

/** The URL of the configured database, and how to release it. Starts and migrates the embedded database where `DATABASE_URL` is not set. */
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
 * Connects to the configured database: the one at `DATABASE_URL`, which the release process migrates, or the embedded one, which is
 * started and migrated here. With `share`, another process may be using the embedded database already.
 */
export const openDatabase = async (
  where: Where,
  { log, share = false, node }: { log: Logger; share?: boolean; node?: string },
): Promise<Database> => {
  const { url, leave } = await openDatabaseServer(where, { log, share })
  const database = connectDatabase(url, { log, node })
  return {
    ...database,
    close: async () => {
      await database.close()
      await leave()
    },
  }
}
