-- The books of the sandbox, a simulated payment service: what a real service keeps on its own servers. No other table refers to them.
create schema sandbox;

create table sandbox.payments (
  reference text primary key,
  -- our id of the payment: a repeated request finds the same row
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

-- Webhooks that the gateway has not accepted yet.
create table sandbox.webhooks (
  id uuid primary key,
  body text not null,
  attempts int not null default 0,
  due_at timestamptz not null default now()
);
create index webhooks_due on sandbox.webhooks (due_at);

-- The key that signs the webhooks, made by the first node that needs it, unless the environment names one.
create table sandbox.secrets (
  only_row boolean primary key default true check (only_row),
  secret text not null
);
