-- The customer's feed. Its numbers have no gaps, because seq is taken under the row lock of the feed head.

create table feed_heads (
  account_id uuid primary key references accounts on delete cascade,
  -- changes when history is lost (a restored backup): a position of another epoch is worthless
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  -- events up to this one are pruned
  pruned_seq bigint not null default 0,
  check (pruned_seq between 0 and seq)
) with (fillfactor = 70);

-- No foreign key: seq comes from the locked head.
create table feed_events (
  account_id uuid not null,
  seq bigint not null,
  event text not null,
  data json not null,
  at timestamptz not null default now(),
  primary key (account_id, seq)
);

-- for the pruning
create index feed_events_age on feed_events using brin (at);

-- What is committed and not yet published: a feed event (account_id, seq), or a push to an audience.
-- The node that commits a row publishes and deletes it. A row that is left behind is published by the sweep of any node.
create table outbox (
  id bigint generated always as identity primary key,
  account_id uuid,
  seq bigint,
  audience json,
  event text,
  data json,
  at timestamptz not null default now(),
  check ((account_id is null) = (seq is null)),
  check ((account_id is null) = (event is not null and audience is not null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
