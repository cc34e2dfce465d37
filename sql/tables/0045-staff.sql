-- The accounts of the staff: disabled and enabled again, and a second factor.

alter table accounts
  -- a member of the staff who can no longer sign in; the records of the work stay
  add column disabled_at timestamptz check (disabled_at is null or role <> 'customer'),
  -- since when signing in needs a code
  add column second_factor_at timestamptz check (second_factor_at is null or role <> 'customer');

create index accounts_staff on accounts (lower(name), id) where role <> 'customer';

-- until now, an account without a password was a dismissed one
update accounts a set disabled_at = now()
  where a.role <> 'customer' and a.password_hash is null and a.deleted_at is null
    and not exists (select from sessions s where s.account_id = a.id and s.end_reason is null and s.expires_at > now());

-- What an authenticator app shares with the gateway. The secrets are sealed (src/accounts/seal.ts).
create table second_factors (
  account_id uuid primary key references accounts on delete cascade,
  -- null: the enrolment was never confirmed
  secret bytea,
  -- the time step of the newest code that was used: that code and older ones are refused
  last_step bigint not null default 0,
  -- a new secret that no code has confirmed yet
  pending bytea,
  pending_at timestamptz,
  check ((pending is null) = (pending_at is null))
);

-- Codes for a lost device, each for one use.
create table recovery_codes (
  account_id uuid not null references second_factors on delete cascade,
  -- SHA-256 of the account's id and the code, which has 80 random bits
  hash bytea not null check (length(hash) = 32),
  used_at timestamptz,
  primary key (account_id, hash)
);

-- The key that seals the secrets, made by the first node that needs it, unless the environment names one.
create table second_factor_keys (
  only_row boolean primary key default true check (only_row),
  key text not null
);

-- sessions of the staff end 12 hours after they began
update sessions s set expires_at = least(s.expires_at, now() + interval '12 hours')
  from accounts a where a.id = s.account_id and a.role <> 'customer' and s.end_reason is null;

alter table sessions drop constraint sessions_end_reason_check,
  add constraint sessions_end_reason_check check (end_reason in ('signed_out', 'revoked', 'expired', 'password_changed', 'account_deleted',
    'shift_ended', 'role_changed', 'disabled', 'second_factor_changed'));
