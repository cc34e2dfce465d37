-- The customer's feed: numbered without gaps, because seq is taken under the row lock of the head.

create table feed_heads (
  account_id uuid primary key references accounts on delete cascade,
  -- changes when history is lost (a restored backup): positions of another epoch mean nothing
  epoch uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  -- everything up to here is pruned
  pruned_seq bigint not null default 0,
  check (pruned_seq between 0 and seq)
) with (fillfactor = 70);

-- Without a foreign key: seq comes from the locked head.
create table feed_events (
  account_id uuid not null,
  seq bigint not null,
  event text not null,
  data json not null,
  at timestamptz not null default now(),
  primary key (account_id, seq)
);

-- what the pruning looks for
create index feed_events_age on feed_events using brin (at);

-- What is committed and not yet published: a feed event (account_id, seq), or any other push to an audience.
-- A row is deleted once it was published; whatever is left behind is found by the sweep of any node.
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

-- Appends one event to a feed whose head the transaction may or may not have locked yet, and returns the push.
create function append_feed(p_account uuid, p_event text, p_data json) returns json language sql as $$
  with head as (
    update feed_heads set seq = seq + 1 where account_id = p_account returning seq
  ), appended as (
    insert into feed_events (account_id, seq, event, data) select p_account, seq, p_event, p_data from head returning seq, at
  ), waiting as (
    insert into outbox (account_id, seq) select p_account, seq from appended returning id
  )
  select json_build_object('outboxId', waiting.id, 'accountId', p_account, 'seq', appended.seq, 'event', p_event,
    'at', rfc3339(appended.at), 'data', p_data)
  from appended, waiting
$$;

-- Appends a push that is not of a feed, and returns it.
create function append_push(p_audience json, p_event text, p_data json) returns json language sql as $$
  insert into outbox (audience, event, data) values (p_audience, p_event, p_data)
  returning json_build_object('outboxId', id, 'audience', audience, 'event', event, 'data', data)
$$;
