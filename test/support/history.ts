/** Past orders, written directly to the database. */
import { v7 as uuidv7 } from 'uuid'
import type { OrderStatus } from '../../src/contract/index.ts'
import type { Database } from '../../src/database/database.ts'

export interface PastOrder {
  placedAt: string
  status?: OrderStatus
  address?: string
  promisedAt?: string
  deliveredAt?: string
  currency?: string
  fee?: number
  discount?: number
  promotion?: { code: string; name: string }
  tip?: number
  note?: string
  lines: { productId: string; name?: string; quantity: number; unitPrice: number; note?: string }[]
}

/** Writes the orders and returns their ids. */
export const writeHistory = async ({ query }: Database, accountId: string, orders: readonly PastOrder[]): Promise<string[]> => {
  const rows = orders.map((order) => ({
    ...{ status: 'delivered', address: 'Hlavná 1', currency: 'EUR', fee: 190, discount: 0, tip: 0, promisedAt: order.placedAt, ...order },
    id: uuidv7({ msecs: Date.parse(order.placedAt) }),
    requestId: uuidv7(),
    paymentId: uuidv7(),
  }))
  await query(
    `with past as (
       select * from jsonb_to_recordset($2::jsonb) p(id uuid, "requestId" uuid, "paymentId" uuid, status text, address text, currency text, fee bigint, discount bigint, promotion jsonb, tip bigint,
         note text, "placedAt" timestamptz, "promisedAt" timestamptz, "deliveredAt" timestamptz, lines jsonb)
     ), line as (
       select p.id, l.n, l.line from past p cross join jsonb_array_elements(p.lines) with ordinality l(line, n)
     ), total as (
       select id, sum((line ->> 'quantity')::int * (line ->> 'unitPrice')::bigint) as subtotal from line group by id
     ), ordered as (
       insert into orders (id, account_id, request_id, status, payment_id, currency, subtotal, discount, promotion_code, promotion_name, delivery_fee, tip, delivery, note, cooking_minutes,
         delivery_minutes, restock_minutes, eta_earliest, eta_latest, eta_promised, timeline, placed_at, delivered_at)
       select p.id, $1, p."requestId", p.status, p."paymentId", p.currency, t.subtotal, p.discount, p.promotion ->> 'code', p.promotion ->> 'name', p.fee, p.tip, jsonb_build_object('address', p.address), p.note, 20,
         15, 0, p."promisedAt", p."promisedAt", p."promisedAt",
         jsonb_build_array(jsonb_build_object('status', 'placed', 'at', rfc3339(p."placedAt"))), p."placedAt", p."deliveredAt"
       from past p join total t on t.id = p.id returning id
     ), paid as (
       insert into payments (id, order_id, method, provider, status, amount, currency, request_id)
       select p."paymentId", p.id, 'cash', 'door', 'succeeded', t.subtotal - p.discount + p.fee + p.tip, p.currency, p."requestId" from past p join total t on t.id = p.id
     )
     insert into order_items (order_id, line, product_id, name, quantity, unit_price, note)
     select l.id, l.n, (l.line ->> 'productId')::uuid, coalesce(l.line ->> 'name', d.name), (l.line ->> 'quantity')::int,
       (l.line ->> 'unitPrice')::bigint, l.line ->> 'note'
     from line l join products d on d.id = (l.line ->> 'productId')::uuid`,
    [accountId, JSON.stringify(rows)],
  )
  return rows.map(({ id }) => id)
}
