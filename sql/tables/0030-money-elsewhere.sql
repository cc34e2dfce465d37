-- What happens to money in the dashboard of a payment service: refunds made there, and disputes.

-- list_refunds: ask the service for all refunds of the payment
alter table provider_calls
  drop constraint provider_calls_kind_check,
  add constraint provider_calls_kind_check check (kind in ('create', 'cancel', 'refund', 'list_refunds'));

-- A customer has asked their bank for the money back. Until it is won or lost, and when it is lost, that money is not refunded once more.
create table disputes (
  payment_id uuid not null references payments on delete cascade,
  -- the service's own id
  reference text not null,
  amount bigint not null check (amount > 0),
  currency text not null,
  -- the bank's word for the cause
  reason text not null,
  status text not null check (status in ('open', 'won', 'lost')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (payment_id, reference)
);
create index disputes_newest on disputes (created_at, reference);
