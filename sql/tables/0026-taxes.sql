-- The taxes that prices include, and who sells. Rates are in percent: 19 or 5.5.

alter table store
  -- null: the shop shows no taxes
  add column tax_rate numeric(6, 3) check (tax_rate between 0 and 100),
  -- null: the rate of the shop
  add column delivery_tax_rate numeric(6, 3) check (delivery_tax_rate between 0 and 100);

-- null: the rate of the shop
alter table products add column tax_rate numeric(6, 3) check (tax_rate between 0 and 100);

-- What was true when the order was placed: [[rate, base, tax]], in minor units.
alter table orders add column taxes jsonb not null default '[]' check (jsonb_typeof(taxes) = 'array');
-- null: the shop showed no taxes
alter table order_items add column tax_rate numeric(6, 3);

-- Who sells, from a moment on: an order shows the seller of the time at which it was placed. Null: the shop names none.
create table sellers (
  since timestamptz primary key,
  seller jsonb check (jsonb_typeof(seller) = 'object')
);

alter type order_line add attribute tax_rate numeric;
alter type order_draft add attribute taxes jsonb;
