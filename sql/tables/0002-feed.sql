-- The customer's feed, and the tables that forget by emptying a partition.

-- A table whose rows are needed for a limited time. It is partitioned by day: `days` days make a period, and the periods use the partitions in turn
-- (<table>_0, <table>_1 …). During each period `rotate` empties the partition of the next one, so no row is ever deleted, and there is always a
-- partition for a new row, even if nothing has run for weeks. A row stays for at least (partitions - 2) * days.
-- Every query by account reads all partitions, so there are few of them and not one for each day.
create table rotations (
  table_name text primary key,
  days int not null check (days > 0),
  partitions int not null check (partitions > 2),
  -- the period, in `days` since 1970, for which a partition was emptied last. It never goes back, even if the clock does.
  emptied_for int not null default 0
);

-- The customer's feed. Its numbers have no gaps, because seq is taken under the row lock of the feed head.

create table feed_heads (
  account_id uuid primary key references accounts on delete cascade,
  -- changes when history is lost (a restored backup): a position of another epoch is worthless
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0
) with (fillfactor = 70);

-- No foreign key: seq comes from the locked head. Each partition has the primary key (account_id, seq); the lock makes seq unique among them.
create table feed_events (
  account_id uuid not null,
  seq bigint not null,
  event text not null,
  data json not null,
  at timestamptz not null default now()
) partition by list ((((at at time zone 'UTC')::date - date '1970-01-01') / 6 % 7));

do $$ begin
  for n in 0 .. 6 loop
    execute format('create table feed_events_%s partition of feed_events (primary key (account_id, seq)) for values in (%s)', n, n);
  end loop;
end $$;
insert into rotations (table_name, days, partitions) values ('feed_events', 6, 7);

-- What is committed and not yet published: events of feeds (each account with the seq beside it), or a push to an audience. A statement that appends
-- many events writes one row for all of them. The node that commits a row publishes its pushes and deletes it. A row that is left behind is published
-- by the sweep of any node.
create table outbox (
  id bigint generated always as identity primary key,
  account_ids uuid[] check (account_ids <> '{}'),
  seqs bigint[],
  audience json,
  event text,
  data json,
  at timestamptz not null default now(),
  check (cardinality(account_ids) is not distinct from cardinality(seqs)),
  check ((account_ids is null) = (event is not null and audience is not null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
