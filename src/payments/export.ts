import { rowsOfTable } from '../database/personal-data.ts'

export const paymentData = rowsOfTable({
  kind: 'payment',
  table: '(select p.*, o.account_id from payments p join orders o on o.id = p.order_id)',
  key: 'id',
  keyType: 'uuid',
  record: `json_strip_nulls(json_build_object('id', id, 'orderId', order_id, 'method', method, 'status', status, 'amount', money(amount, currency),
    'provider', provider, 'reference', reference, 'createdAt', rfc3339(created_at), 'refunds', (
      select json_agg(json_build_object('id', r.id, 'amount', money(r.amount, r.currency), 'reason', r.reason, 'status', r.status,
        'createdAt', rfc3339(r.created_at)) order by r.id)
      from refunds r where r.payment_id = x.id)))`,
})
