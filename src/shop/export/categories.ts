import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

interface Row {
  code: string
  name: string
  translations: Translations
  hours: ShopFile['categories'][number]['hours'] | null
}

export const exportCategories = async (database: Queryable, { locales }: ShopFile['shop']): Promise<ShopFile['categories']> => {
  const rows = await database.query<Row>(
    'select code, name, translations, hours from categories where retired_at is null order by position, code',
  )
  return rows.map(({ code, name, translations, hours }) => ({
    code,
    name: textOf(name, translations.name, locales),
    ...(hours && { hours }),
  }))
}
