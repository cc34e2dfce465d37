import type { Config } from '../config.ts'
import { unusedParts } from '../database/address.ts'
import { checkSchema } from '../database/check-schema.ts'
import { checkSession } from '../database/check-session.ts'
import type { Queryable } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { checkConnections } from './check-connections.ts'
import { refusePublicPasswords } from './public-passwords.ts'

/** Whether a connection pooler shares its connections between clients. */
const checkServer = async (url: string, log: Logger): Promise<boolean> => {
  const { ignored, isUnverified } = unusedParts(url)
  if (ignored.length > 0) log.info({ parameters: ignored }, 'parameters of DATABASE_URL that have no effect')
  if (isUnverified)
    log.warn('the connection to the database is encrypted, but anyone between can pretend to be the database: use sslmode=verify-full')
  return (await checkSession(url)).takesTurns
}

/** Rejects if the gateway must not start on this database, and says what to do. */
export const checkBeforeStart = async (config: Config, database: Queryable, log: Logger): Promise<void> => {
  const isShared = config.DATABASE_URL !== undefined && (await checkServer(config.DATABASE_URL, log))
  if (!isShared) await checkConnections(config, database)
  await checkSchema(database, log)
  await refusePublicPasswords(config, database)
}
