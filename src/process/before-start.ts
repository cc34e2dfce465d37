import type { Config } from '../config.ts'
import { checkSchema } from '../database/check-schema.ts'
import type { Queryable } from '../database/database.ts'
import type { Logger } from '../logger.ts'
import { refusePublicPasswords } from './public-passwords.ts'

/** Rejects if the gateway must not start on this database, and says what to do. */
export const checkBeforeStart = async (config: Config, database: Queryable, log: Logger): Promise<void> => {
  await checkSchema(database, log)
  await refusePublicPasswords(config, database)
}
