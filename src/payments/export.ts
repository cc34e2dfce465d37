import { rowsOfTable } from '../database/personal-data.ts'

/** The customer at a payment service that keeps cards: the cards themselves are there. */
export const cardCustomerData = rowsOfTable({
  kind: 'card_customer',
  table: 'card_customers',
  key: 'id',
  keyType: 'uuid',
  record: `json_strip_nulls(json_build_object('provider', provider, 'reference', reference, 'createdAt', rfc3339(created_at),
    'forgottenAt', rfc3339(forgotten_at)))`,
})

export const paymentData = rowsOfTable({
  kind: 'payment',
  table: '(select p.*, o.account_id from payments p join orders o on o.id = p.order_id)',
  key: 'id',
  keyType: 'uuid',
  record: `json_strip_nulls(json_build_object('id', id, 'orderId', order_id, 'method', method, 'status', status, 'amount', money(amount, currency),
    'provider', provider, 'reference', reference, 'createdAt', rfc3339(created_at), 'payers', (
      select json_agg(json_strip_nulls(json_build_object('name', y.name, 'iban', y.iban))) from payers y where y.payment_id = x.id), 'refunds', (
      select json_agg(json_build_object('id', r.id, 'amount', money(r.amount, r.currency), 'reason', r.reason, 'status', r.status,
        'createdAt', rfc3339(r.created_at)) order by r.id)
      from refunds r where r.payment_id = x.id)))`,
})
