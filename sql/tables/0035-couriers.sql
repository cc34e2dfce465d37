-- The couriers' shifts, and the cash that the staff collect and hand over.

-- A courier who has an order is on a shift: taking one begins it.
create table shifts (
  id uuid primary key,
  courier_id uuid not null references accounts,
  started_at timestamptz not null default now(),
  -- when a node last had a connection of the courier
  seen_at timestamptz not null default now(),
  -- when the background work first missed the courier; null: not missed
  missed_at timestamptz,
  ended_at timestamptz,
  -- gone: without a connection for too long; dismissed: the account is no longer a courier's
  end_cause text check (end_cause in ('courier', 'manager', 'gone', 'dismissed')),
  check ((ended_at is null) = (end_cause is null))
) with (fillfactor = 70);
-- a courier has one shift at a time
create unique index shifts_open on shifts (courier_id) where ended_at is null;
create index shifts_courier on shifts (courier_id, started_at);
create index shifts_started on shifts (started_at);

insert into shifts (id, courier_id)
  select gen_random_uuid(), o.courier_id from orders o
  where o.status in ('in_preparation', 'ready_for_pickup', 'in_transit') and o.courier_id is not null group by o.courier_id;

-- since when an order that is out for delivery has a courier whose shift has ended
alter table orders add column stranded_at timestamptz;

-- what a courier has
create index orders_taken on orders (courier_id) where courier_id is not null and status in ('in_preparation', 'ready_for_pickup', 'in_transit');
drop index orders_carried;
-- what couriers have delivered
create index orders_brought on orders (delivered_at) where courier_id is not null and delivered_at is not null;

-- What the staff have collected at the door. Rows are never changed.
create table collections (
  payment_id uuid primary key references payments on delete cascade,
  -- who has collected it: a courier, or a manager
  account_id uuid not null references accounts,
  method text not null check (method in ('cash', 'pos')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  at timestamptz not null default now()
);
create index collections_account on collections (account_id, at);
create index collections_at on collections (at);

insert into collections (payment_id, account_id, method, amount, currency, at)
  select id, collected_by, method, amount, currency, updated_at from payments where collected_by is not null;

-- Cash that was handed over to the shop. Rows are never changed.
create table cash_handovers (
  id uuid primary key,
  account_id uuid not null references accounts,
  manager_id uuid not null references accounts,
  amount bigint not null check (amount >= 0),
  currency text not null,
  -- by how much it was more, or less, than what was carried, where all of it was handed over
  difference bigint not null default 0,
  note text,
  at timestamptz not null default now(),
  check (difference = 0 or note is not null)
);
create index cash_handovers_account on cash_handovers (account_id, at);
create index cash_handovers_at on cash_handovers (at);

-- What each of the staff carries: what they collected in cash, less what they handed over. It begins with this table: what was collected before
-- counts as handed over.
create table cash_accounts (
  account_id uuid not null references accounts,
  currency text not null,
  carried bigint not null check (carried >= 0),
  primary key (account_id, currency)
) with (fillfactor = 70);
