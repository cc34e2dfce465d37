import { moneyIn } from '../contract/currency.ts'
import type { Refundable } from '../contract/index.ts'
import type { Queryable } from '../database/database.ts'

interface Row {
  currency: string
  most: number
  parts: { part: 'line' | 'delivery' | 'tip'; quantity: number | null; amount: number }[]
}

const sql = `
  select o.currency, greatest(0, refundable(o, p)) as most,
    (select json_agg(json_build_object('part', l.part, 'quantity', l.quantity, 'amount', l.amount) order by l.line) from parts_left(o) l) as parts
  from orders o join payments p on p.id = o.payment_id where o.id = $1`

/** What of an order a manager can refund now. */
export const readRefundable = async (database: Queryable, orderId: string): Promise<Refundable | undefined> => {
  const [row] = await database.query<Row>(sql, [orderId])
  if (!row) return undefined
  const money = moneyIn(row.currency)
  const left = (part: Row['parts'][number]['part']) => row.parts.filter((each) => each.part === part)
  return {
    most: money(row.most),
    lines: left('line').map(({ quantity, amount }) => ({ quantity: quantity ?? 0, amount: money(amount) })),
    delivery: money(left('delivery')[0]?.amount ?? 0),
    tip: money(left('tip')[0]?.amount ?? 0),
  }
}
