import type { Database } from '../database/database.ts'
import { openShop } from './apply/apply.ts'
import { readShopFile, sampleShop } from './read-file.ts'

/** Fills an empty database with the shop of a file. Does nothing if the database has a shop. */
export const openShopOf = async (database: Database, path = sampleShop): Promise<void> => openShop(database, await readShopFile(path))
