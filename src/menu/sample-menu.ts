import { readFile } from 'node:fs/promises'
import type { Database } from '../database/database.ts'

const file = new URL('../../sql/sample/menu.sql', import.meta.url)

/** Loads the sample menu into an empty database. Does nothing if a store exists. */
export const loadSampleMenu = async (database: Database): Promise<void> => {
  const sql = await readFile(file, 'utf8')
  await database.transact(async (transaction) => {
    // several nodes can start at the same time
    await transaction.query("select pg_advisory_xact_lock(hashtext('sample menu'))")
    const stores = await transaction.query('select from store')
    if (stores.length === 0) await transaction.query(sql)
  })
}
