import { decimalOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

type Area = ShopFile['shop']['areas'][number]

/** An entry of `areasJson`. */
export interface AreaRow {
  code: string
  name: string
  translations: Translations
  polygon: NonNullable<Area['polygon']> | null
  radius: number | null
  fee: number
  feePerKm: number
  freeFrom: number | null
  minimum: number
  extraMinutes: number
}

/** SQL that makes the areas, in their order. */
export const areasJson = `(
  select coalesce(json_agg(json_build_object('code', a.code, 'name', a.name, 'translations', a.translations, 'polygon', a.polygon, 'radius', a.radius_km,
    'fee', a.fee, 'feePerKm', a.fee_per_km, 'freeFrom', a.free_from, 'minimum', a.minimum, 'extraMinutes', a.extra_minutes) order by a.position), '[]')
  from areas a where a.retired_at is null)`

export const exportAreas = (
  rows: readonly AreaRow[],
  { locales, currency }: Pick<ShopFile['shop'], 'locales' | 'currency'>,
): ShopFile['shop']['areas'] =>
  rows.map(({ code, name, translations, polygon, radius, fee, feePerKm, freeFrom, minimum, extraMinutes }) => ({
    code,
    name: textOf(name, translations.name, locales),
    ...(polygon && { polygon }),
    ...(radius !== null && { radius }),
    fee: decimalOf(fee, currency),
    feePerKm: decimalOf(feePerKm, currency),
    ...(freeFrom !== null && { freeFrom: decimalOf(freeFrom, currency) }),
    minimum: decimalOf(minimum, currency),
    extraMinutes,
  }))
