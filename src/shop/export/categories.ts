import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

interface Row {
  code: string
  name: string
  translations: Translations
}

export const exportCategories = async (database: Queryable, { locales }: ShopFile['shop']): Promise<ShopFile['categories']> => {
  const rows = await database.query<Row>('select code, name, translations from categories where retired_at is null order by position, code')
  return rows.map(({ code, name, translations }) => ({ code, name: textOf(name, translations.name, locales) }))
}
