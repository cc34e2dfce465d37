-- What an order costs. src/orders/document.ts has the same sum.

create or replace function order_total(o orders) returns bigint language sql immutable parallel safe
return o.subtotal - o.discount + o.delivery_fee + o.tip;
