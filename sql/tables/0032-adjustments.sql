-- Money that an order gives back after it was placed: refunds by managers, and amendments.

alter table orders
  -- the sum of its adjustments; its price stays what it was when the order was placed
  add column adjusted bigint not null default 0,
  add constraint orders_adjusted_check check (adjusted between 0 and subtotal - discount + delivery_fee + tip);

alter table refunds
  drop constraint refunds_reason_check,
  -- refunded_by_shop: by a manager; order_amended: the order was amended; the others as before
  add constraint refunds_reason_check
    check (reason in ('order_ended', 'paid_twice', 'not_owed', 'made_elsewhere', 'refunded_by_shop', 'order_amended'));

-- nothing is left to collect at the door
insert into payment_transitions (from_status, to_status, cause) values ('requires_capture', 'canceled', 'refund');

-- A row is written once and never changed. What it gives back is divided among the parts of the order, so that each part knows what is left of it.
create table order_adjustments (
  order_id uuid not null references orders,
  -- counted under the lock of the order, from 1
  number int not null check (number > 0),
  kind text not null check (kind in ('refund', 'amendment')),
  -- [{ line, quantity, amount }]: the line from 0, how many portions, and their money. No portions: only the price of the line is lowered.
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  delivery bigint not null check (delivery >= 0),
  tip bigint not null check (tip >= 0),
  -- the lines, the delivery and the tip together
  amount bigint not null check (amount >= 0),
  -- the taxes that it includes: [[rate, base, tax]]
  taxes jsonb not null check (jsonb_typeof(taxes) = 'array'),
  -- the customer reads it; null: the order was returned without one
  reason text,
  -- null: the gateway itself
  actor uuid references accounts,
  -- null: nothing was paid yet, and the amount to collect was lowered
  refund_id uuid references refunds,
  at timestamptz not null default now(),
  primary key (order_id, number)
);
create unique index order_adjustments_refund on order_adjustments (refund_id) where refund_id is not null;

insert into templates (key, locale, title, body) values
  ('payment.refund_begun', 'en', 'You are getting {amount} back', 'We are refunding {amount} of order {number}. {reason}'),
  ('payment.refund_begun', 'sk', 'Vraciame vám {amount}', 'Z objednávky {number} vám vraciame {amount}. {reason}'),
  ('payment.lowered', 'en', 'You pay {amount} less', 'Order {number} costs {amount} less than agreed. {reason}'),
  ('payment.lowered', 'sk', 'Zaplatíte o {amount} menej', 'Objednávka {number} bude o {amount} lacnejšia. {reason}'),
  ('order.amended', 'en', 'We have changed order {number}', 'It costs {amount} less. {reason}'),
  ('order.amended', 'sk', 'Upravili sme objednávku {number}', 'Je o {amount} lacnejšia. {reason}');
