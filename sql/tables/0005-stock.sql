-- What the warehouse holds.
create table stock (
  ingredient_id uuid primary key references ingredients on delete cascade,
  on_hand bigint not null check (on_hand >= 0),
  -- held for orders that are not cooked yet
  reserved bigint not null default 0 check (reserved >= 0),
  -- requested from the store and not received yet
  requested bigint not null default 0 check (requested >= 0),
  constraint reserved_is_covered check (reserved <= on_hand + requested)
) with (fillfactor = 50);

-- Requests to the store, opened by orders that the warehouse cannot cover.
create table restock_requests (
  id uuid primary key default gen_random_uuid(),
  ingredient_id uuid not null references ingredients,
  quantity bigint not null check (quantity > 0),
  requested_at timestamptz not null default now(),
  due_at timestamptz not null,
  received_at timestamptz
);
create index restock_requests_open on restock_requests (ingredient_id) where received_at is null;
