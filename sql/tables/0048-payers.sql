-- Whose account a bank transfer came from, as far as the bank tells it: money that goes back by hand is sent there.
create table payers (
  payment_id uuid not null references payments on delete cascade,
  -- the refund of a transfer that was not owed; null: the transfer that paid
  refund_id uuid references refunds on delete cascade,
  name text,
  iban text not null
);
create unique index payers_of on payers (payment_id, (coalesce(refund_id, payment_id)));

-- as the contract's `payer`
alter table unmatched_transfers add column payer jsonb;
