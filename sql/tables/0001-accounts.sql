-- People and their sessions.

-- Whether PostgreSQL knows the time zone. A row with an unknown zone would fail every query that shows its customer a time.
create function is_time_zone(p_name text) returns boolean language plpgsql immutable as $$
begin
  return now() at time zone p_name is not null;
exception when invalid_parameter_value then
  return false;
end $$;

create table accounts (
  id uuid primary key,
  role text not null check (role in ('customer', 'kitchen', 'warehouse', 'courier', 'manager')),
  login text not null check (login = lower(login)),
  email text not null check (email = lower(email)),
  name text not null,
  phone text,
  -- the default address of the customer's address book
  address text,
  address_label text,
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  -- the other addresses: [{ label?, address, location? }]
  other_addresses jsonb not null default '[]' check (jsonb_typeof(other_addresses) = 'array' and jsonb_array_length(other_addresses) < 20),
  preferred_payment_method text check (preferred_payment_method in ('cash', 'pos', 'qr', 'card')),
  dietary_restrictions text[] not null default '{}',
  notification_preferences jsonb not null default '{"orders": true, "payments": true, "promotions": true}',
  time_zone text not null default 'UTC' constraint time_zone_known check (is_time_zone(time_zone)),
  locale text not null default 'en',
  -- PHC string of argon2id; null: this account cannot sign in with a password
  password_hash text,
  created_at timestamptz not null default now(),
  -- the person has deleted the account: only the books still refer to this row
  deleted_at timestamptz,
  -- when the first order arrived: from then on the account is no new one
  first_delivered_at timestamptz,
  -- a manager has blocked the customer, who can place no order; the reason is for the staff
  blocked_at timestamptz,
  blocked_reason text,
  check ((blocked_at is null) = (blocked_reason is null)),
  check ((lat is null) = (lng is null)),
  constraint login_taken unique (login),
  constraint email_taken unique (email)
);

-- accounts deleted in the last weeks, which the pruning clears again
create index accounts_deleted on accounts (deleted_at) where deleted_at is not null;

-- how a manager finds a customer: the beginning of the name, or the telephone number
create index accounts_name on accounts (lower(name) text_pattern_ops) where role = 'customer';
create index accounts_phone on accounts (phone) where role = 'customer' and phone is not null;

create table sessions (
  id uuid primary key,
  -- SHA-256 of the token; the token itself is never stored
  token_hash bytea not null unique check (length(token_hash) = 32),
  account_id uuid not null references accounts on delete cascade,
  user_agent text,
  -- SHA-256 of the account's id, a space and the client's address (of IPv6: its /64). A network from which the account has signed in
  -- before is not slowed down by failed sign-ins from other networks.
  network bytea,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  end_reason text check (end_reason in ('signed_out', 'revoked', 'expired', 'password_changed', 'account_deleted'))
);

-- the sessions of an account, to list and to end them
create index sessions_account on sessions (account_id);
-- for the pruning
create index sessions_expiry on sessions (expires_at);

-- Failed attempts with a password, by the SHA-256 of the name that was typed, with the network if the owner has signed in from it, or of the id of
-- the account that asked (the function failure_subjects).
create table sign_in_failures (
  subject bytea primary key,
  failures int not null,
  retry_at timestamptz not null,
  last_at timestamptz not null default now()
);
