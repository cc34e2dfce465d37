import type { Rating, Seller } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'
import { AppError } from '../errors.ts'
import type { OrderRow } from '../orders/document.ts'

/** The data of a report. */
export interface Source {
  /** `fallback`: the shop's first language. */
  customer: { name: string; locale: string; fallback: string; timeZone: string }
  /** The oldest first. `bought`: the order counts in the totals, as in the statistics. `seller`: who sold it. */
  orders: { order: OrderRow; rating: Rating | null; bought: boolean; seller: Seller | null }[]
  /** When it was read, RFC 3339. */
  at: string
}

/** The seller on one line. */
export const sellerText = ({ legalName, address, taxNumber }: Seller): string => `${legalName}, ${address}, ${taxNumber}`

/** Selects orders: one, or those of a range. */
export interface Scope {
  orderId?: string | undefined
  /** Of that order: the number of the adjustment that a credit note is about. */
  adjustment?: number | undefined
  from?: string | undefined
  to?: string | undefined
}

/** The largest file does not hold more than this. */
const maxOrders = 3000

const sourceSql = `
  with picked as materialized (
    select o.*, to_json(o) as "order" from order_rows o
    where o.account_id = $1 and ($2::uuid is null or o.id = $2)
      and o.placed_at >= coalesce($3::timestamptz, '-infinity') and o.placed_at < coalesce($4::timestamptz, 'infinity')
    order by o.placed_at, o.id limit ${maxOrders + 1}
  )
  select (select count(*) from picked) as orders, (select min(number) from picked) as first,
    $5::int is null or exists (select from order_adjustments a where a.order_id = $2 and a.number = $5) as known, array(
    select to_char(moment at time zone (select time_zone from accounts where id = $1), 'YYYY-MM-DD')
    from unnest(array[$3, $4::timestamptz - interval '1 millisecond']::timestamptz[]) moment where moment is not null
  ) as days, json_build_object(
    'customer', (select json_build_object('name', a.name, 'locale', a.locale, 'fallback', coalesce(s.locales[1], 'en'), 'timeZone', a.time_zone)
      from accounts a left join store s on true where a.id = $1),
    'orders', coalesce((
      select json_agg(json_build_object('order', p."order", 'bought', counts_as_bought(p.status), 'seller', seller_at(p.placed_at),
        'rating', (select rating_json(r) from ratings r where r.order_id = p.id)) order by p.placed_at, p.id)
      from picked p
    ), '[]'),
    'at', rfc3339(now())
  )::text as source`

/**
 * Reads a `Source` as JSON text, the number of its first order, and the first and the last day of the range in the customer's time zone.
 * The text is parsed in the thread that creates the report, because parsing a long one would block the event loop. Throws
 * `order_not_found`, `adjustment_not_found` and `report_too_large`.
 */
export const readSource = async (
  database: Queryable,
  accountId: string,
  { orderId, adjustment, from, to }: Scope,
): Promise<{ first: number | null; days: string[]; source: string }> => {
  const [row] = await database.query<{ orders: number; first: number | null; known: boolean; days: string[]; source: string }>(sourceSql, [
    accountId,
    orderId,
    from,
    to,
    adjustment,
  ])
  if (!row || (orderId !== undefined && row.orders === 0)) throw new AppError('order_not_found')
  if (!row.known) throw new AppError('adjustment_not_found')
  if (row.orders > maxOrders) throw new AppError('report_too_large')
  return row
}
