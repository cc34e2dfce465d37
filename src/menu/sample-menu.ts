import { readFile } from 'node:fs/promises'
import type { Database } from '../database/database.ts'

const file = new URL('../../sql/sample/menu.sql', import.meta.url)

/** Fills an empty catalogue with the sample menu; one that has a store already stays as it is. */
export const loadSampleMenu = async (database: Database): Promise<void> => {
  const sql = await readFile(file, 'utf8')
  await database.transact(async (transaction) => {
    // several nodes may start at once
    await transaction.query("select pg_advisory_xact_lock(hashtext('sample menu'))")
    const stores = await transaction.query('select from store')
    if (stores.length === 0) await transaction.query(sql)
  })
}
