-- How promises to customers are kept: what the kitchen adds, when an order for a chosen time comes to the queue, and which orders wait for their confirmation.

alter table orders
  -- what the kitchen has added to its time; the customer was told
  add column delay_minutes int not null default 0,
  -- when an order for a chosen time came to the queue. Null: it waits for its time, or it was for as soon as possible.
  add column released_at timestamptz,
  -- when the managers were told that it waits for its confirmation
  add column overdue_at timestamptz,
  -- when it reserved its ingredients; null: when it was placed
  add column reserved_at timestamptz,
  -- when the managers were told that not all of its ingredients are there
  add column short_at timestamptz;

-- What an order for a later day will reserve when it comes to the queue: as in `reservations`.
create table planned_reservations (
  order_id uuid primary key,
  ingredient_ids uuid[] not null,
  quantities bigint[] not null,
  check (cardinality(ingredient_ids) = cardinality(quantities))
);

-- what an order reserves only when it comes to the queue; null: it reserves `ingredient_ids` at once
alter type order_draft add attribute later_ids uuid[], add attribute later_quantities bigint[];

-- When work on an order for a chosen time must begin. Immutable, because minutes are as long in every time zone, so an index can have it.
create function work_begins_at(p_deliver_at timestamptz, p_cooking_minutes int, p_ride_minutes numeric) returns timestamptz
language sql immutable parallel safe
return (p_deliver_at at time zone 'UTC' - make_interval(mins => p_cooking_minutes) - p_ride_minutes * interval '1 minute') at time zone 'UTC';

-- orders that wait for their time, by when work must begin
create index orders_waiting on orders (work_begins_at(deliver_at, cooking_minutes, delivery_minutes))
  where deliver_at is not null and released_at is null and status in ('placed', 'confirmed');
-- delivered orders by the time that was promised, for the report on promises: an order is in it once it is delivered
create index orders_promised on orders (eta_promised) include (delivered_at) where delivered_at is not null;

-- an order that is not confirmed in time
insert into order_transitions (from_status, to_status, role) values ('placed', 'rejected', 'system');

insert into templates (key, locale, title, body) values
  ('order.delayed', 'en', 'Order {number} takes a little longer', 'The kitchen needs more time. It should arrive between {earliest} and {latest}.'),
  ('order.delayed', 'sk', 'Objednávka {number} príde o niečo neskôr', 'Kuchyňa potrebuje viac času. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.waits_for_stock', 'en', 'Order {number} will be later', 'We are waiting for an ingredient. It should arrive between {earliest} and {latest}.'),
  ('order.waits_for_stock', 'sk', 'Objednávka {number} príde neskôr', 'Čakáme na jednu zo surovín. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.lacks_stock', 'en', 'Something is missing for order {number}', 'We have run out of an ingredient. We are looking for a solution and will tell you soon.'),
  ('order.lacks_stock', 'sk', 'Na prípravu objednávky {number} nám niečo chýba', 'Minula sa nám jedna zo surovín. Hľadáme riešenie a čoskoro sa vám ozveme.'),
  -- why an order was rejected: the customer reads it in the order and in the notification
  ('reason.unconfirmed', 'en', null, 'The kitchen was too busy to confirm it in time.'),
  ('reason.unconfirmed', 'sk', null, 'Kuchyňa ju nestihla včas potvrdiť.');
