-- What the warehouse holds: one row for each ingredient.
--
-- Every order changes rows of this table. While a snapshot is open (a backup, for example), PostgreSQL keeps all their old versions, and an index on
-- the ingredient alone would lead every reader through all of them. So `generation`, which rises with every 16th change, is part of the key: a reader
-- takes the newest generation, which is the first that the index finds, and passes at most 16 old versions. Read with `stock_of`, change what
-- `lock_stock` returns (sql/functions/stock.sql), and add 1 to `changes`. Another index on this table would undo it all.
create table stock (
  ingredient_id uuid not null references ingredients on delete cascade,
  on_hand bigint not null check (on_hand >= 0),
  -- held for orders that are not cooked yet
  reserved bigint not null default 0 check (reserved >= 0),
  -- requested from the store and not received yet
  requested bigint not null default 0 check (requested >= 0),
  changes bigint not null default 0,
  generation bigint not null generated always as (changes / 16) stored,
  primary key (ingredient_id, generation),
  constraint reserved_is_covered check (reserved <= on_hand + requested)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
-- For the planner: an ingredient has many versions. Otherwise it may sort all of them to find the newest.
alter table stock alter ingredient_id set (n_distinct = 1);

-- The key alone would allow a second row of an ingredient, in another generation.
create function refuse_second_stock() returns trigger language plpgsql as $$
begin
  perform 1 from ingredients where id = new.ingredient_id for no key update;
  if exists (select from stock where ingredient_id = new.ingredient_id) then
    raise exception 'the ingredient % has a row of stock already', new.ingredient_id using errcode = 'unique_violation';
  end if;
  return new;
end $$;
create trigger stock_once before insert on stock for each row execute function refuse_second_stock();

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
