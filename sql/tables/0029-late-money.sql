-- Payment services that tell late, twice, or of what was done elsewhere.

-- When the service said that the payment can no longer be paid. A cancelled payment is looked up until then.
alter table payments add column closed_at timestamptz;
create index payments_unclosed on payments (looked_up_at)
  where status = 'canceled' and provider not in ('door', 'bank') and reference is not null and closed_at is null;

-- A refund that had succeeded can fail later: the status of the payment follows from its refunds.
insert into payment_transitions (from_status, to_status, cause) values
  ('partially_refunded', 'succeeded', 'refund'), ('refunded', 'partially_refunded', 'refund'), ('refunded', 'succeeded', 'refund');

alter table refunds
  drop constraint refunds_reason_check,
  -- made_elsewhere: in the dashboard of the service; order_ended, paid_twice and not_owed as before
  add constraint refunds_reason_check check (reason in ('order_ended', 'paid_twice', 'not_owed', 'made_elsewhere')),
  -- who has sent the money by hand
  add column settled_by uuid references accounts;
-- what the service tells of its own refund, once
create unique index refunds_reference on refunds (payment_id, reference) where reference is not null;
create index refunds_newest on refunds (created_at, id);

-- Money that a bank reports with a reference which is none of ours. The same event with the right reference takes it out again.
create table unmatched_transfers (
  provider text not null,
  event_id text not null,
  reference text not null,
  amount bigint not null,
  currency text not null,
  at timestamptz not null default now(),
  primary key (provider, event_id)
);
create index unmatched_transfers_newest on unmatched_transfers (at, event_id);

insert into templates (key, locale, title, body) values
  ('payment.refund_failed', 'en', 'We could not return your money yet', 'The refund for order {number} did not reach you. We will take care of it and send it again.'),
  ('payment.refund_failed', 'sk', 'Peniaze sa vám zatiaľ nepodarilo vrátiť', 'Vrátené peniaze za objednávku {number} k vám nedorazili. Postaráme sa o to a pošleme ich znova.');
