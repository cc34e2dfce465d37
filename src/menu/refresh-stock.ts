import type { Database } from '../database/database.ts'

/** Updates which dishes are out of stock, and pushes the changes to everyone who sees the menu. */
export const refreshMenuStock = async (database: Database): Promise<void> => {
  await database.call('refresh_menu_stock', [])
}
