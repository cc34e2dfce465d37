-- The books of the sandbox, a pretend payment service: what a real one keeps in its own house. Nothing else may refer to them.
create schema sandbox;

create table sandbox.payments (
  reference text primary key,
  -- the merchant's id, which makes a repetition the same payment
  payment_id uuid not null unique,
  method text not null,
  amount bigint not null,
  currency text not null,
  description text not null,
  status text not null default 'requires_action' check (status in ('requires_action', 'succeeded', 'failed', 'canceled')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

create table sandbox.refunds (
  id uuid primary key,
  reference text not null references sandbox.payments,
  amount bigint not null,
  created_at timestamptz not null default now()
);

-- Webhooks that were not taken yet.
create table sandbox.webhooks (
  id uuid primary key,
  body text not null,
  attempts int not null default 0,
  due_at timestamptz not null default now()
);
create index webhooks_due on sandbox.webhooks (due_at);

-- The key that signs the webhooks where the environment names none: made once, by the first node that asks.
create table sandbox.secrets (
  only_row boolean primary key default true check (only_row),
  secret text not null
);
