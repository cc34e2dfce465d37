/** Makes the shop in the database that of a file, in one transaction. */
import { isDeepStrictEqual } from 'node:util'
import type { Database, Transaction } from '../../database/database.ts'
import { exportShop } from '../export/export.ts'
import type { ShopFile } from '../schema/file.ts'
import { applyAreas } from './areas.ts'
import { applyCategories } from './categories.ts'
import { type Change, changesBetween } from './changes.ts'
import { refuseOtherCurrency } from './currency.ts'
import { applyIngredients } from './ingredients.ts'
import { noteOf } from './note.ts'
import { applyProducts } from './products.ts'
import { applyPromotions } from './promotions.ts'
import { applySettings } from './settings.ts'

/** Rolls a dry run back. */
class DryRun extends Error {}

/** One at a time, in the order of the locks: dishes before stock (docs/locks.md). */
const lockShop = async (transaction: Transaction): Promise<void> => {
  await transaction.query("select pg_advisory_xact_lock(hashtext('shop'))")
  await transaction.query('select from store for no key update')
  for (const table of ['areas', 'categories', 'ingredients', 'products', 'options', 'choices', 'promotions'])
    await transaction.query(`select from ${table} order by id for no key update`)
}

/** The settings that dishes are shown with: their prices, their marks, their texts. */
const shownOnMenu = ['currency', 'diets', 'locales'] as const

/** Locks the shop, makes it what `edit` makes of it, and returns it with what has changed. */
export const changeShop = async (
  transaction: Transaction,
  edit: (before: ShopFile | undefined) => ShopFile,
): Promise<{ shop: ShopFile; changes: Change[] }> => {
  await lockShop(transaction)
  const before = await exportShop(transaction)
  const file = edit(before)
  if (before && before.shop.currency !== file.shop.currency) await refuseOtherCurrency(transaction, before.shop.currency)
  await applySettings(transaction, file)
  await applyAreas(transaction, file)
  const categories = await applyCategories(transaction, file)
  const ingredients = await applyIngredients(transaction, file)
  await applyProducts(transaction, file, { categories, ingredients })
  await applyPromotions(transaction, file)
  const after = await exportShop(transaction)
  const changes = changesBetween(before, after)
  transaction.note(noteOf(before, after, changes))
  const isSetting = ({ list }: Change) => list === 'shop' || list === 'promotions'
  const isShownOtherwise = shownOnMenu.some((name) => !isDeepStrictEqual(before?.shop[name], after?.shop[name]))
  const [settings, menu] = [changes.some(isSetting), isShownOtherwise || changes.some((change) => !isSetting(change))]
  if (changes.length > 0)
    await transaction.query('update store set settings_version = settings_version + $1::int, menu_version = menu_version + $2::int', [
      Number(settings),
      Number(menu),
    ])
  return { shop: after ?? file, changes }
}

/** Returns what changes. With `dryRun` nothing is kept. Every node shows the change within a second. */
export const applyShop = async (database: Database, file: ShopFile, { dryRun = false } = {}): Promise<Change[]> => {
  let changes: Change[] = []
  try {
    await database.transact(async (transaction) => {
      changes = (await changeShop(transaction, () => file)).changes
      if (dryRun) throw new DryRun()
    })
  } catch (error) {
    if (!(error instanceof DryRun)) throw error
  }
  return changes
}

/** Fills an empty database. Does nothing if it has a shop. */
export const openShop = (database: Database, file: ShopFile): Promise<void> =>
  database.transact(async (transaction) => {
    // several nodes can start at the same time
    await transaction.query("select pg_advisory_xact_lock(hashtext('shop'))")
    const stores = await transaction.query('select from store')
    if (stores.length === 0) await changeShop(transaction, () => file)
  })
