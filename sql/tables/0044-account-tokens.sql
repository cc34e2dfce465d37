-- Verified e-mail addresses, and the links that verify an address or reset a password.

alter table accounts
  -- when the person proved that the address is theirs; null: it is only what they typed
  add column email_verified_at timestamptz,
  -- the address that replaces a verified one as soon as it is verified itself
  add column new_email text check (new_email = lower(new_email)),
  add check (new_email is null or email_verified_at is not null);

-- An address that is only typed belongs to no account: several may have it.
alter table accounts drop constraint email_taken;
create unique index email_taken on accounts (email) where email_verified_at is not null;
create index accounts_email on accounts (email);

-- SHA-256 of the account's id, a space and the id that the browser has given itself: how we recognise a device
alter table sessions add column device bytea;

-- One row for each link that was asked for. The token is made when the message is sent, so the database never holds it.
create table account_tokens (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  -- where the link goes; it works only while this is the account's address, or its next one
  email text not null,
  requested_at timestamptz not null default now(),
  -- SHA-256 of the token
  token_hash bytea unique check (length(token_hash) = 32),
  expires_at timestamptz,
  used_at timestamptz,
  check ((token_hash is null) = (expires_at is null))
);

-- how many an account and an address were sent
create index account_tokens_account on account_tokens (account_id, requested_at);
create index account_tokens_email on account_tokens (email, requested_at);
-- for the pruning
create index account_tokens_requested on account_tokens (requested_at);
