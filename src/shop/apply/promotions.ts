import type { Queryable } from '../../database/database.ts'
import { amountOf } from '../schema/amounts.ts'
import type { ShopFile } from '../schema/file.ts'
import { writeRows } from './entries.ts'
import { firstText, translationsOf } from './texts.ts'

const columns = {
  code: 'text',
  promotion_code: 'text',
  name: 'text',
  translations: 'jsonb',
  percent: 'int',
  amount: 'bigint',
  free_delivery: 'boolean',
  maximum: 'bigint',
  first_day: 'date',
  last_day: 'date',
  minimum: 'bigint',
  first_order: 'boolean',
  times: 'int',
  times_per_account: 'int',
}

export const applyPromotions = async (database: Queryable, { shop, promotions }: ShopFile): Promise<void> => {
  const { locales, currency } = shop
  const minor = (text: string | undefined) => (text === undefined ? undefined : amountOf(text, currency))
  // two promotions may exchange their codes
  await database.query(
    `update promotions p set promotion_code = p.id::text from unnest($1::text[], $2::text[]) g(code, promotion_code)
     where p.code = g.code and p.promotion_code <> g.promotion_code and p.retired_at is null`,
    [promotions.map(({ code }) => code), promotions.map(({ promotionCode }) => promotionCode)],
  )
  await writeRows(
    database,
    { table: 'promotions', columns, key: ['code'] },
    promotions.map(({ code, promotionCode, name, percent, amount, freeDelivery = false, from, until, ...terms }) => ({
      code,
      promotion_code: promotionCode,
      name: firstText(name, locales),
      translations: translationsOf({ name }, locales),
      percent,
      amount: minor(amount),
      free_delivery: freeDelivery,
      maximum: minor(terms.maximum),
      first_day: from,
      last_day: until,
      minimum: minor(terms.minimum),
      first_order: terms.firstOrder,
      times: terms.times,
      times_per_account: terms.timesPerAccount,
    })),
  )
  await database.query('insert into redemption_counts (promotion_id, redeemed) select id, 0 from promotions on conflict do nothing')
}
