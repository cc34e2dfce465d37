import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeEntries } from './entries.ts'
import { firstText, translationsOf } from './texts.ts'

const columns = { code: 'text', name: 'text', translations: 'jsonb', hours: 'jsonb', position: 'int' }

/** Returns the ids by code. */
export const applyCategories = (database: Queryable, { shop: { locales }, categories }: ShopFile): Promise<Map<string, string>> =>
  writeEntries(
    database,
    { table: 'categories', columns },
    categories.map(({ code, name, hours = null }, n) => ({
      code,
      name: firstText(name, locales),
      translations: translationsOf({ name }, locales),
      hours,
      position: n + 1,
    })),
  )
