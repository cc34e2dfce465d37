-- Promotion codes and tips.

create table promotions (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 80),
  -- what the customer types, in upper case and without blanks
  promotion_code text not null check (promotion_code ~ '^\S+$' and length(promotion_code) <= 40),
  name text not null,
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  -- What it takes off, exactly one of these: a percentage of the dishes, an amount of the dishes, or the delivery fee. Amounts are minor units of
  -- the store's currency.
  percent int check (percent between 1 and 100),
  amount bigint check (amount between 1 and 100000000),
  free_delivery boolean not null default false,
  -- the most that a percentage takes off
  maximum bigint check (maximum between 1 and 100000000),
  -- the first and the last day, on the shop's clock
  first_day date,
  last_day date,
  -- the least that the dishes must cost
  minimum bigint check (minimum between 1 and 100000000),
  first_order boolean not null default false,
  -- how often it can be redeemed: by all accounts, and by each
  times int check (times > 0),
  times_per_account int check (times_per_account > 0),
  retired_at timestamptz,
  check (maximum is null or percent is not null),
  check ((percent is not null)::int + (amount is not null)::int + free_delivery::int = 1)
);
create unique index promotions_taken on promotions (promotion_code) where retired_at is null;

-- The orders that redeem a promotion. An order that ends before it is delivered gives its redemption back. No foreign key to the order, which the
-- same statement writes.
create table redemptions (
  order_id uuid primary key,
  promotion_id uuid not null references promotions,
  account_id uuid not null references accounts
);
create index redemptions_account on redemptions (account_id, promotion_id);

-- How many rows of redemptions a promotion has. A table of its own, because every update of a promotion makes each node read the shop again.
create table redemption_counts (
  promotion_id uuid primary key references promotions,
  redeemed int not null check (redeemed >= 0)
) with (fillfactor = 50);

-- { percents, maximumPercent, maximum? }: the percentages that the page suggests, and the largest tip, as a percentage of the dishes and as an
-- amount in minor units. Null: the shop takes no tips.
alter table store add column tips jsonb check (jsonb_typeof(tips) = 'object');

-- An order costs subtotal - discount + delivery_fee + tip.
alter table orders
  add column discount bigint not null default 0,
  add column tip bigint not null default 0,
  -- the promotion as the customer saw it; null: none
  add column promotion_code text,
  add column promotion_name text,
  add constraint orders_discount_check check (discount >= 0 and discount <= subtotal + delivery_fee),
  add constraint orders_tip_check check (tip >= 0);

alter type order_draft
  add attribute discount bigint, add attribute tip bigint,
  add attribute promotion_id uuid, add attribute promotion_code text, add attribute promotion_name text;
