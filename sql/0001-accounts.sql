-- People and their sessions. A session's token is never stored, only its SHA-256.

create table accounts (
  id uuid primary key,
  role text not null check (role in ('customer', 'kitchen', 'warehouse', 'courier', 'manager')),
  login text not null check (login = lower(login)),
  email text not null check (email = lower(email)),
  name text not null,
  phone text,
  address text,
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  preferred_payment_method text check (preferred_payment_method in ('cash', 'pos', 'qr', 'card')),
  dietary_restrictions text[] not null default '{}',
  notification_preferences jsonb not null default '{"orders": true, "payments": true, "promotions": true}',
  time_zone text not null default 'UTC',
  locale text not null default 'en',
  -- PHC string of argon2id; null: this account cannot sign in with a password
  password_hash text,
  created_at timestamptz not null default now(),
  check ((lat is null) = (lng is null)),
  constraint login_taken unique (login),
  constraint email_taken unique (email)
);

create table sessions (
  id uuid primary key,
  token_hash bytea not null unique check (length(token_hash) = 32),
  account_id uuid not null references accounts on delete cascade,
  user_agent text,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  end_reason text check (end_reason in ('signed_out', 'revoked', 'expired', 'password_changed', 'account_deleted'))
);

-- the sessions of an account, to list and to end them
create index sessions_account on sessions (account_id);
-- what the pruning looks for
create index sessions_expiry on sessions (expires_at);

-- Failed sign-ins: by account, and by the hash of the login where there is no such account, so that both look alike.
create table sign_in_failures (
  subject bytea primary key,
  failures int not null,
  retry_at timestamptz not null,
  last_at timestamptz not null default now()
);

-- The answer of every mutating request, stored with its effect: the same requestId gets the same answer.
create table requests (
  account_id uuid not null,
  request_id uuid not null,
  -- SHA-256 of the event and its payload: the same id with another body is an error
  body_hash bytea not null check (length(body_hash) = 32),
  answer json,
  created_at timestamptz not null default now(),
  primary key (account_id, request_id)
);

-- what the pruning looks for; brin, because rows come in the order of time
create index requests_age on requests using brin (created_at);

-- RFC 3339, UTC, milliseconds: how every moment travels
create function rfc3339(moment timestamptz) returns text language sql stable parallel safe
return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

-- A UUIDv7 (RFC 9562): what the application makes with the rest of a row, it makes itself; this is for rows that only the database knows of.
create function uuid_v7() returns uuid language sql volatile parallel safe
return encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
  52, 1), 53, 1), 'hex')::uuid;
