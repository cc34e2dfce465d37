import type { Database } from '../database/database.ts'

const atOnce = 100

/** Takes the lines out of their orders for which customers have not answered what was offered instead. */
export const expireSubstitutions = async (database: Database): Promise<void> => {
  await database.call('expire_substitutions', [atOnce])
}
