-- Payments, refunds, and the calls to payment services.

-- One attempt to pay an order. `orders.payment_id` is the current one.
-- No foreign key to the order, which the same statement writes or the same transaction has locked.
create table payments (
  id uuid primary key,
  order_id uuid not null,
  -- counted under the lock of the order, because the creditor reference of a bank transfer is made of it
  attempt int not null default 0,
  method text not null check (method in ('cash', 'pos', 'qr', 'card')),
  -- the payment service; 'door' where the courier collects
  provider text not null,
  -- the service's own id of the payment
  reference text,
  -- what the customer has to do, as the contract's `nextAction`
  next_action json,
  status text not null check (status in ('requires_payment_method', 'requires_action', 'requires_capture', 'processing', 'succeeded',
    'canceled', 'refunded', 'partially_refunded', 'failed')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  -- the request that created it, whose stored answer shows it
  request_id uuid not null,
  collected_by uuid references accounts,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- when the service was last asked for its status
  looked_up_at timestamptz not null default now(),
  unique (order_id, attempt)
) with (fillfactor = 80);
-- a payment at the door has no reference
create unique index payments_reference on payments (provider, reference) where reference is not null;
-- payments to look up, because a notification of the service may be lost
create index payments_open on payments (looked_up_at) where provider <> 'door' and status in ('requires_action', 'processing', 'failed');

-- The steps of a payment and what causes them. Every step leads forward, so that notifications in any order end in the same status.
-- src/contract/payment-life.ts has the same table; a test compares the two.
create table payment_transitions (
  from_status text not null,
  to_status text not null,
  cause text not null check (cause in ('creation', 'provider', 'collection', 'retry', 'timeout', 'cancellation', 'refund')),
  primary key (from_status, to_status, cause)
);

insert into payment_transitions (from_status, to_status, cause)
select from_status, to_status, cause from (values
  ('requires_payment_method', array['requires_action'], array['creation']),
  ('requires_payment_method', array['processing', 'failed', 'succeeded'], array['provider']),
  ('requires_action', array['processing', 'failed', 'succeeded'], array['provider']),
  ('processing', array['failed', 'succeeded'], array['provider']),
  ('failed', array['succeeded'], array['provider']),
  -- the money was on its way when the payment was cancelled
  ('canceled', array['succeeded'], array['provider']),
  ('requires_payment_method', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('requires_action', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('processing', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('failed', array['canceled'], array['provider', 'retry', 'timeout', 'cancellation']),
  ('requires_capture', array['succeeded'], array['collection']),
  ('requires_capture', array['canceled'], array['cancellation']),
  ('succeeded', array['refunded', 'partially_refunded'], array['refund']),
  ('partially_refunded', array['refunded'], array['refund'])
) t(from_status, targets, causes), unnest(targets) to_status, unnest(causes) cause;

create table refunds (
  id uuid primary key,
  payment_id uuid not null references payments on delete cascade,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- not_owed: money beside the payment's amount; the refund does not change the payment
  reason text not null check (reason in ('order_ended', 'paid_twice', 'not_owed')),
  status text not null default 'pending' check (status in ('pending', 'succeeded', 'failed')),
  -- the service's own id of the refund
  reference text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index refunds_payment on refunds (payment_id);
create index refunds_unsettled on refunds (created_at) where status <> 'succeeded';

-- Calls to payment services: written in the transaction that needs them, made after the commit, and repeated until the service answers.
create table provider_calls (
  id uuid primary key,
  payment_id uuid not null references payments on delete cascade,
  kind text not null check (kind in ('create', 'cancel', 'refund')),
  refund_id uuid references refunds on delete cascade,
  attempts int not null default 0,
  -- a lease: a node that makes the call moves it into the future, and if that node dies the call is due again
  due_at timestamptz not null default now(),
  error text,
  check ((kind = 'refund') = (refund_id is not null))
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
create index provider_calls_due on provider_calls (due_at);
create index provider_calls_payment on provider_calls (payment_id);

-- Events of payment services that have been processed.
create table payment_events (
  provider text not null,
  id text not null,
  at timestamptz not null default now(),
  primary key (provider, id)
);
