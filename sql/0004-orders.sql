-- Orders, their lines, payments and reservations, and the order as the wire shows it.

create table order_transitions (
  from_status text not null,
  to_status text not null,
  role text not null check (role in ('customer', 'kitchen', 'warehouse', 'courier', 'manager', 'system')),
  primary key (from_status, to_status, role)
);

insert into order_transitions (from_status, to_status, role) values
  ('awaiting_payment', 'placed', 'system'),
  ('awaiting_payment', 'expired', 'system'),
  ('awaiting_payment', 'cancelled', 'customer'),
  ('placed', 'cancelled', 'customer'),
  ('placed', 'confirmed', 'warehouse'),
  ('placed', 'confirmed', 'manager'),
  ('placed', 'rejected', 'manager'),
  ('confirmed', 'rejected', 'manager'),
  ('confirmed', 'in_preparation', 'kitchen'),
  ('confirmed', 'in_preparation', 'manager'),
  ('in_preparation', 'ready_for_pickup', 'kitchen'),
  ('in_preparation', 'ready_for_pickup', 'manager'),
  ('ready_for_pickup', 'in_transit', 'courier'),
  ('ready_for_pickup', 'in_transit', 'manager'),
  ('in_transit', 'delivered', 'courier'),
  ('in_transit', 'delivered', 'manager'),
  ('in_transit', 'returned', 'courier'),
  ('in_transit', 'returned', 'manager');

create table orders (
  id uuid primary key,
  number bigint generated always as identity,
  account_id uuid not null references accounts,
  request_id uuid not null,
  version int not null default 1,
  status text not null check (status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit',
    'delivered', 'returned', 'cancelled', 'rejected', 'expired')),
  -- the payment that counts now; without a foreign key, because the two rows would point at each other
  payment_id uuid not null,
  currency text not null,
  subtotal bigint not null check (subtotal >= 0),
  delivery_fee bigint not null check (delivery_fee >= 0),
  -- { address, location?, contactName?, phone? }
  delivery jsonb not null,
  -- when the customer wants it; null: as soon as possible
  deliver_at timestamptz,
  note text,
  cooking_minutes int not null,
  delivery_minutes numeric not null,
  -- how long the order waits for the store, from when it was placed
  restock_minutes int not null,
  eta_earliest timestamptz not null,
  eta_latest timestamptz not null,
  eta_promised timestamptz not null,
  cooking_started_at timestamptz,
  cooking_finished_at timestamptz,
  -- [{ status, at }]
  timeline jsonb not null,
  courier_id uuid references accounts,
  -- why it was cancelled, rejected or returned
  reason text,
  comment text,
  placed_at timestamptz not null default now(),
  -- until when it waits for the money; null where the courier collects it
  pay_by timestamptz,
  delivered_at timestamptz
) with (fillfactor = 80);

-- what the timeout looks for
create index orders_unpaid on orders (pay_by) where status = 'awaiting_payment';

-- a customer's orders, the newest first, in stable pages
create index orders_history on orders (account_id, placed_at desc, id desc);
-- the staff's queues
create index orders_queue on orders (status, placed_at)
  where status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit');
-- what a courier carries
create index orders_carried on orders (courier_id) where status = 'in_transit';
-- one order for a request. After orders_history: of two indexes that look alike, as they do while the table is young, the planner takes the
-- last, and a plan that finds a request through all orders of an account grows slower with each
create unique index orders_request on orders (account_id, request_id);

create table order_items (
  order_id uuid not null references orders on delete cascade,
  line int not null,
  product_id uuid not null references products,
  name text not null,
  quantity int not null check (quantity between 1 and 50),
  unit_price bigint not null,
  exclude uuid[] not null default '{}',
  note text,
  primary key (order_id, line)
);

-- One attempt to pay an order; `orders.payment_id` names the one that counts.
create table payments (
  id uuid primary key,
  order_id uuid not null references orders on delete cascade,
  -- counted under the order's lock: two attempts with one number would have one creditor reference
  attempt int not null default 0,
  method text not null check (method in ('cash', 'pos', 'qr', 'card')),
  -- the payment service; 'door' where the courier collects
  provider text not null,
  -- the service's own id of the payment
  reference text,
  -- what the customer has to do, as the contract's `nextAction`
  next_action json,
  status text not null check (status in ('requires_payment_method', 'requires_action', 'requires_capture', 'processing', 'succeeded',
    'canceled', 'refunded', 'partially_refunded', 'failed')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  -- the request that began it, whose answer shows it
  request_id uuid not null,
  collected_by uuid references accounts,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- when the service was last asked how it stands
  looked_up_at timestamptz not null default now(),
  unique (order_id, attempt),
  unique (provider, reference)
) with (fillfactor = 80);
-- what is looked up, because the service's word may be lost
create index payments_open on payments (looked_up_at) where provider <> 'door' and status in ('requires_action', 'processing', 'failed');

-- How a payment may move, and what moves it. Everything leads forward, so that news in any order ends in the same state.
create table payment_transitions (
  from_status text not null,
  to_status text not null,
  cause text not null check (cause in ('creation', 'provider', 'collection', 'retry', 'timeout', 'cancellation', 'refund')),
  primary key (from_status, to_status, cause)
);

insert into payment_transitions (from_status, to_status, cause)
select from_status, to_status, cause from (values
  ('requires_payment_method', array['requires_action'], array['creation']),
  ('requires_payment_method', array['processing', 'failed', 'succeeded'], array['provider']),
  ('requires_action', array['processing', 'failed', 'succeeded'], array['provider']),
  ('processing', array['failed', 'succeeded'], array['provider']),
  ('failed', array['succeeded'], array['provider']),
  -- the money was on its way when the payment was given up
  ('canceled', array['succeeded'], array['provider']),
  ('requires_payment_method', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('requires_action', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('processing', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('failed', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('requires_capture', array['succeeded'], array['collection']),
  ('requires_capture', array['canceled'], array['cancellation']),
  ('succeeded', array['refunded', 'partially_refunded'], array['refund']),
  ('partially_refunded', array['refunded'], array['refund'])
) t(from_status, targets, causes), unnest(targets) to_status, unnest(causes) cause;

create table refunds (
  id uuid primary key,
  payment_id uuid not null references payments on delete cascade,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- not_owed: what came beside the payment's amount, and leaves the payment as it is
  reason text not null check (reason in ('order_ended', 'paid_twice', 'not_owed')),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  -- the service's own id of the refund
  reference text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index refunds_payment on refunds (payment_id);
create index refunds_unsettled on refunds (created_at) where status <> 'succeeded';

-- What has to be asked of a payment service: written with the change that asks for it, done after the commit until it is answered.
create table provider_calls (
  id uuid primary key,
  payment_id uuid not null references payments on delete cascade,
  kind text not null check (kind in ('create', 'cancel', 'refund')),
  refund_id uuid references refunds on delete cascade,
  attempts int not null default 0,
  -- in the future while a node is at it, so that no other is; if that node dies, the call is due again
  due_at timestamptz not null default now(),
  error text,
  check ((kind = 'refund') = (refund_id is not null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index provider_calls_due on provider_calls (due_at);
create index provider_calls_payment on provider_calls (payment_id);

-- The events of payment services that have had their effect.
create table payment_events (
  provider text not null,
  id text not null,
  at timestamptz not null default now(),
  primary key (provider, id)
);

-- What an order holds of the stock, from placing until the kitchen takes it or the order ends. Quantities as they were then:
-- a recipe that changes later changes nothing here.
-- Without a foreign key, as it is written with the order by one statement (a check costs 13 µs, at some thousand orders a second).
create table reservations (
  order_id uuid primary key,
  ingredient_ids uuid[] not null,
  quantities bigint[] not null,
  check (cardinality(ingredient_ids) = cardinality(quantities))
);

-- Where each courier was seen last; worth nothing after a crash.
create unlogged table courier_positions (
  account_id uuid primary key references accounts on delete cascade,
  lat double precision not null,
  lng double precision not null,
  at timestamptz not null
) with (fillfactor = 50);

-- Declared no stricter than their bodies, so that the planner can inline them.
create function money(amount bigint, currency text) returns json language sql stable parallel safe
return json_build_object('amount', amount, 'currency', currency);

create function eta_json(earliest timestamptz, latest timestamptz, promised timestamptz) returns json language sql stable parallel safe
return json_build_object('earliest', rfc3339(earliest), 'latest', rfc3339(latest), 'promised', rfc3339(promised));

-- Orders with all that the contract's `order` is made of. A view and not a function, so that many are read in one plan.
create view order_rows as
select
  o.*,
  p.method as payment_method, p.status as payment_status, p.amount as payment_amount,
  case when o.status = 'awaiting_payment' and p.status in ('requires_action', 'failed') then p.next_action end as payment_next_action,
  (
    select json_agg(json_build_object('productId', i.product_id, 'name', i.name, 'quantity', i.quantity, 'unitPrice', i.unit_price,
      'exclude', i.exclude, 'note', i.note) order by i.line)
    from order_items i where i.order_id = o.id
  ) as items,
  c.name as courier_name,
  case when o.status = 'in_transit' then at.lat end as courier_lat,
  case when o.status = 'in_transit' then at.lng end as courier_lng
from orders o
join payments p on p.id = o.payment_id
left join accounts c on c.id = o.courier_id
left join courier_positions at on at.account_id = o.courier_id;

-- The data of `order:status_changed`.
create function status_changed_json(o orders, p_payment_status text, p_previous text) returns json language sql stable
return json_strip_nulls(json_build_object(
  'order', json_build_object('id', o.id, 'number', o.number, 'version', o.version, 'status', o.status, 'eta', eta_json(o.eta_earliest, o.eta_latest, o.eta_promised),
    'paymentStatus', p_payment_status, 'reason', o.reason),
  'previous', p_previous
));

-- Great-circle distance (haversine), mean radius of the earth 6,371 km.
create function distance_km(lat1 double precision, lng1 double precision, lat2 double precision, lng2 double precision)
returns double precision language sql immutable strict parallel safe
return 2 * 6371 * asin(sqrt(least(1, power(sin(radians(lat2 - lat1) / 2), 2)
  + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lng2 - lng1) / 2), 2))));

-- How long the ride takes; a delivery without a location counts as one of the usual distance.
create function ride_minutes(s store, p_delivery jsonb) returns numeric language sql immutable parallel safe
return s.delivery_base_minutes + s.delivery_minutes_per_km * coalesce(
  distance_km(s.lat, s.lng, (p_delivery #>> '{location,lat}')::double precision, (p_delivery #>> '{location,lng}')::double precision)::numeric,
  s.default_distance_km
);

-- One dish at a time at the stove, the others beside it: the longest, and half a minute for each further portion.
create function cooking_minutes(p_longest int, p_portions bigint) returns int language sql immutable parallel safe
return p_longest + least(30, (p_portions - 1) / 2)::int;

-- The moment at which the order is expected at the door, from now, by what is still to be done.
create function expected_at(p_status text, p_restocked_at timestamptz, p_cooking_minutes int, p_ride_minutes numeric, p_deliver_at timestamptz)
returns timestamptz language sql stable parallel safe
return greatest(
  p_deliver_at,
  case when p_status in ('awaiting_payment', 'placed', 'confirmed') then greatest(now(), p_restocked_at) else now() end
    + make_interval(secs => (60 * (p_ride_minutes
        + case when p_status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation') then p_cooking_minutes else 0 end))::double precision)
);
