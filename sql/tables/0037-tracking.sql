-- Links that show an order without an account. The database has only the SHA-256 of a token.
create table order_links (
  order_id uuid not null references orders on delete cascade,
  -- the request that made the link: a repetition gets another token in its place, because nothing has kept the first one
  request_id uuid not null,
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (order_id, request_id)
);

-- Null: the order has no links.
alter table orders add column shared_at timestamptz;
