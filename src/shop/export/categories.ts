import type { Queryable } from '../../database/database.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

interface Row {
  code: string
  name: string
  translations: Translations
  hours: ShopFile['categories'][number]['hours'] | null
}

export const exportCategories = async (
  database: Queryable,
  { locales }: ShopFile['shop'],
  retired = false,
): Promise<ShopFile['categories']> => {
  const rows = await database.query<Row>(
    'select code, name, translations, hours from categories where (retired_at is not null) = $1 order by position, code',
    [retired],
  )
  return rows.map(({ code, name, translations, hours }) => ({
    code,
    name: textOf(name, translations.name, locales),
    ...(hours && { hours }),
  }))
}
