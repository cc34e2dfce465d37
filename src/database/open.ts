import type { Config } from '../config.ts'
import type { Logger } from '../logger.ts'
import { connectDatabase } from './connect.ts'
import type { Database } from './database.ts'
import { startEmbedded } from './embedded.ts'
import { migrate } from './migrate.ts'

/**
 * The database that the environment names: the one at `DATABASE_URL`, which its release process migrates, or the embedded one, which is
 * started and migrated here. `share`: beside a gateway that has the embedded one already.
 */
export const openDatabase = async (
  { DATABASE_URL, DATA_DIR }: Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>,
  { log, share = false }: { log: Logger; share?: boolean },
): Promise<Database> => {
  if (DATABASE_URL !== undefined) return connectDatabase(DATABASE_URL, { log })
  const embedded = await startEmbedded({ dataDir: DATA_DIR, log, share })
  await migrate(embedded.url)
  const database = connectDatabase(embedded.url, { log })
  return {
    ...database,
    close: async () => {
      await database.close()
      await embedded.stop()
    },
  }
}
