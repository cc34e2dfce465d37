-- Orders, their lines and what they reserve.

-- The steps of an order: from which status to which, by which role. src/contract/order-life.ts has the same table; a test compares the two.
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
  -- of the request, as in `answers`: its answer is not stored but made of this row (placing_answer). Null: it is not answered again.
  body_hash bytea check (length(body_hash) = 32),
  -- what the answer of a reorder lists as left out
  skipped jsonb,
  version int not null default 1,
  status text not null check (status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit',
    'delivered', 'returned', 'cancelled', 'rejected', 'expired')),
  -- the current payment; no foreign key, because the two rows would refer to each other
  payment_id uuid not null,
  currency text not null,
  subtotal bigint not null check (subtotal >= 0),
  delivery_fee bigint not null check (delivery_fee >= 0),
  -- { address, location?, contactName?, phone? }
  delivery jsonb not null,
  -- the delivery time that the customer chose; null: as soon as possible
  deliver_at timestamptz,
  note text,
  cooking_minutes int not null,
  delivery_minutes numeric not null,
  -- how long the order waits for the store, counted from placed_at
  restock_minutes int not null,
  eta_earliest timestamptz not null,
  eta_latest timestamptz not null,
  eta_promised timestamptz not null,
  -- eta_earliest as it was when the order was placed
  eta_placed timestamptz,
  cooking_started_at timestamptz,
  cooking_finished_at timestamptz,
  -- [{ status, at }]
  timeline jsonb not null,
  courier_id uuid references accounts,
  -- why it was cancelled, rejected or returned: the customer reads it
  reason text,
  comment text,
  -- what the staff noted with their steps: [{ at, status, role, note }]
  staff_notes jsonb not null default '[]',
  placed_at timestamptz not null default now(),
  -- the order expires when it is not paid by then; null: the courier collects the money
  pay_by timestamptz,
  delivered_at timestamptz
) with (fillfactor = 80);

-- orders that wait for their payment, for the timeout
create index orders_unpaid on orders (pay_by) where status = 'awaiting_payment';
-- a customer's orders under way, to list and to limit them
create index orders_open on orders (account_id)
  where status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit');
-- a customer's orders, newest first, in stable pages
create index orders_history on orders (account_id, placed_at desc, id desc);
-- the queues of the staff
create index orders_queue on orders (status, placed_at)
  where status in ('awaiting_payment', 'placed', 'confirmed', 'in_preparation', 'ready_for_pickup', 'in_transit');
-- what a courier carries
create index orders_carried on orders (courier_id) where status = 'in_transit';
-- One order for a request. It stands after orders_history: of two indexes that look equally good, as they do while the table is small, the
-- planner takes the last one, and a plan that finds a request through all orders of an account gets slower with every order.
create unique index orders_request on orders (account_id, request_id);

-- No foreign keys: the statement that writes the lines writes the order and reads the dishes, and the checks cost a tenth of an order (docs/decisions/0017).
-- A dish may leave the menu; its name and price stay here.
create table order_items (
  order_id uuid not null,
  line int not null,
  product_id uuid not null,
  name text not null,
  quantity int not null check (quantity between 1 and 50),
  unit_price bigint not null,
  exclude uuid[] not null default '{}',
  note text,
  primary key (order_id, line)
);

-- What an order reserves of the stock, until the kitchen takes it or the order ends. The quantities are those of the recipes at the time
-- of the order; a later change of a recipe does not touch them.
-- No foreign key: the row is written by the statement that writes the order, and a check costs 13 µs for each order.
create table reservations (
  order_id uuid primary key,
  ingredient_ids uuid[] not null,
  quantities bigint[] not null,
  check (cardinality(ingredient_ids) = cardinality(quantities))
);

-- A line of an order inside the function that places; n is the order's place in the batch.
create type order_line as (n int, line int, product_id uuid, quantity int, exclude uuid[], note text);

-- An order of the batch, as it was requested.
create type order_request as (
  n int, account_id uuid, request_id uuid, body_hash bytea, order_id uuid, payment_id uuid, payment_method text, provider text,
  pay_minutes int, delivery jsonb, deliver_at timestamptz, note text, accept_dietary_conflicts boolean, skipped jsonb
);

-- An order of the batch that will be placed, with all that was computed for it. `lines` are names and unit prices; the arrays say how much of
-- each ingredient it needs.
create type order_draft as (
  n int, account_id uuid, request_id uuid, body_hash bytea, order_id uuid, payment_id uuid, payment_method text, provider text,
  pay_minutes int, delivery jsonb, deliver_at timestamptz, note text, skipped jsonb, seq bigint,
  subtotal bigint, cooking_minutes int, ride_minutes numeric, restock_minutes int, lines json,
  ingredient_ids uuid[], quantities bigint[]
);
