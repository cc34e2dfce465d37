-- The stored answer of every request that changes something, written with its effect: a repeated requestId gets the same answer.
create table answers (
  account_id uuid not null,
  request_id uuid not null,
  -- SHA-256 of the event and its payload: the same requestId with another body is an error
  body_hash bytea not null check (length(body_hash) = 32),
  -- src/answers declares its shape
  answer json,
  created_at timestamptz not null default now(),
  primary key (account_id, request_id)
);

-- for the pruning; brin, because rows are appended in the order of time
create index answers_age on answers using brin (created_at);
