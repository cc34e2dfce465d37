import type { Queryable } from '../../database/database.ts'
import { amountOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeRows } from './entries.ts'
import { firstText, translationsOf } from './texts.ts'

const columns = {
  code: 'text',
  name: 'text',
  translations: 'jsonb',
  position: 'int',
  polygon: 'jsonb',
  radius_km: 'double precision',
  fee: 'bigint',
  fee_per_km: 'bigint',
  free_from: 'bigint',
  minimum: 'bigint',
  extra_minutes: 'double precision',
}

export const applyAreas = (database: Queryable, { shop: { areas, locales, currency } }: ShopFile): Promise<void> =>
  writeRows(
    database,
    { table: 'areas', columns, key: ['code'] },
    areas.map(({ code, name, polygon = null, radius = null, fee, feePerKm, freeFrom, minimum, extraMinutes }, n) => ({
      code,
      name: firstText(name, locales),
      translations: translationsOf({ name }, locales),
      position: n + 1,
      polygon,
      radius_km: radius,
      fee: amountOf(fee, currency),
      fee_per_km: amountOf(feePerKm, currency),
      free_from: freeFrom === undefined ? null : amountOf(freeFrom, currency),
      minimum: amountOf(minimum, currency),
      extra_minutes: extraMinutes,
    })),
  )
