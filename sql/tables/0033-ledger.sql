-- The ledger: every movement of money as a transaction of double entry (docs/books.md has the accounts and an example). It holds no personal data.

create function sums_to_zero(p_amounts bigint[]) returns boolean language sql immutable parallel safe
return (select coalesce(sum(a), 0) = 0 from unnest(p_amounts) a);

-- An account, and where it has several, which one: the tax rate, the payment service, the courier.
create function are_accounts(p_accounts text[]) returns boolean language sql immutable parallel safe
return (select coalesce(bool_and(a ~ ('^(customers|terminal|sent_by_hand|refunds|disputes|unmatched|tips|losses|provider:[a-z]+|cash:(shop|[0-9a-f-]{36})'
  || '|(sales|delivery|discounts|returns)(:[0-9.]+)?|tax:[0-9.]+)$')), true) from unnest(p_accounts) a);

create table ledger (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- beginning: of the ledger, without entries. Orders that were placed before it are not in the ledger.
  kind text not null check (kind in ('beginning', 'payment', 'charge', 'adjustment', 'refund_requested', 'refund_sent', 'refund_failed',
    'dispute_opened', 'dispute_won', 'dispute_lost', 'hand_over', 'unmatched', 'matched')),
  -- no foreign keys: a row is never changed, and what it is about is never deleted
  order_id uuid,
  payment_id uuid,
  refund_id uuid,
  currency text not null,
  accounts text[] not null,
  -- minor units; positive: debit, negative: credit
  amounts bigint[] not null,
  constraint ledger_accounts_check check (are_accounts(accounts)),
  constraint ledger_entries_check check (cardinality(accounts) = cardinality(amounts) and (cardinality(accounts) >= 2 or kind = 'beginning')),
  constraint ledger_balance_check check (sums_to_zero(amounts))
);
create index ledger_order on ledger (order_id) where order_id is not null;
create index ledger_time on ledger using brin (at);
create unique index ledger_beginning on ledger (kind) where kind = 'beginning';

create function refuse_changed_ledger() returns trigger language plpgsql stable as $$
begin
  raise exception 'a row of the ledger is never changed: post another one';
end $$;
create trigger ledger_stays before update or delete or truncate on ledger for each statement execute function refuse_changed_ledger();

-- Where there are orders already, nodes of the version before may still be at work for some minutes, and they post nothing.
insert into ledger (at, kind, currency, accounts, amounts)
select case when exists (select from orders) then now() + interval '10 minutes' else now() end, 'beginning', '', '{}', '{}';
