-- The stored answer of every request that changes something, written with its effect: a repeated requestId gets the same answer.
-- Each partition has the primary key (account_id, request_id). No constraint makes it unique among them: claim_answer does, under a lock.
create table answers (
  account_id uuid not null,
  request_id uuid not null,
  -- SHA-256 of the event and its payload: the same requestId with another body is an error
  body_hash bytea not null check (length(body_hash) = 32),
  -- src/answers declares its shape
  answer json not null,
  created_at timestamptz not null default now()
) partition by list ((((created_at at time zone 'UTC')::date - date '1970-01-01') / 1 % 4));

do $$ begin
  for n in 0 .. 3 loop
    execute format('create table answers_%s partition of answers (primary key (account_id, request_id)) for values in (%s)', n, n);
  end loop;
end $$;
insert into rotations (table_name, days, partitions) values ('answers', 1, 4);
