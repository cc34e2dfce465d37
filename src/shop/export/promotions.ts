import type { Queryable } from '../../database/database.ts'
import { decimalOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { type Translations, textOf } from './texts.ts'

type Promotion = ShopFile['promotions'][number]

interface Row
  extends Pick<
    Promotion,
    'code' | 'promotionCode' | 'percent' | 'freeDelivery' | 'from' | 'until' | 'firstOrder' | 'times' | 'timesPerAccount'
  > {
  name: string
  translations: Translations
  amount?: number
  maximum?: number
  minimum?: number
}

export const exportPromotions = async (
  database: Queryable,
  { locales, currency }: ShopFile['shop'],
  retired = false,
): Promise<Promotion[]> => {
  const rows = await database.query<{ row: Row }>(
    `select json_strip_nulls(json_build_object('code', code, 'name', name, 'translations', translations, 'promotionCode', promotion_code,
       'percent', percent, 'amount', amount, 'freeDelivery', case when free_delivery then true end, 'maximum', maximum,
       'from', first_day, 'until', last_day, 'minimum', minimum, 'firstOrder', first_order, 'times', times, 'timesPerAccount', times_per_account)) as row
     from promotions where (retired_at is not null) = $1 order by code`,
    [retired],
  )
  return rows.map(({ row: { code, promotionCode, name, translations, amount, maximum, minimum, ...terms } }) => ({
    code,
    promotionCode,
    name: textOf(name, translations.name, locales),
    ...(amount !== undefined && { amount: decimalOf(amount, currency) }),
    ...(maximum !== undefined && { maximum: decimalOf(maximum, currency) }),
    ...(minimum !== undefined && { minimum: decimalOf(minimum, currency) }),
    ...terms,
  }))
}
