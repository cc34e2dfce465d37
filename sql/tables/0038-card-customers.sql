-- Cards that a payment service keeps for customers who have asked for it. We keep only the service's own id of the customer.

create table card_customers (
  -- the idempotency key at the service
  id uuid primary key,
  account_id uuid not null references accounts,
  provider text not null,
  -- the service's own id; null until it has answered
  reference text,
  created_at timestamptz not null default now(),
  -- the service has to delete the customer with the cards; the row goes when it has
  forgotten_at timestamptz,
  attempts int not null default 0,
  -- a lease, as in provider_calls
  due_at timestamptz not null default now()
);
create unique index card_customers_account on card_customers (account_id, provider) where forgotten_at is null;
create index card_customers_forgotten on card_customers (due_at) where forgotten_at is not null;

-- The same in the books of the sandbox.
create table sandbox.customers (
  reference text primary key,
  -- our id of the customer: a repeated request finds the same row
  customer_id uuid not null unique
);
create table sandbox.cards (
  id uuid primary key,
  customer text not null references sandbox.customers on delete cascade,
  brand text not null,
  last4 text not null,
  month int not null,
  year int not null
);
create index cards_customer on sandbox.cards (customer);
-- whose cards the form offers, and whether the card that pays becomes one of them
alter table sandbox.payments add column customer text, add column remembers boolean not null default false;
