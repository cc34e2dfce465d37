-- Counters for recommendations, filled order by order in the background. docs/recommendations.md explains the score.

-- Delivered orders that are not counted yet.
create table uncounted_orders (order_id uuid primary key);

-- The number of delivered orders that contain a dish.
create table product_counts (
  product_id uuid primary key references products on delete cascade,
  orders bigint not null
) with (fillfactor = 50);

-- The number of delivered orders that contain both dishes. Each pair has two rows, so that the neighbours of a dish are stored together.
create table pair_counts (
  product_id uuid not null references products on delete cascade,
  other_id uuid not null references products on delete cascade,
  orders bigint not null,
  primary key (product_id, other_id)
) with (fillfactor = 50);

-- The number of a customer's delivered orders that contain a dish. No foreign keys: the dish was ordered, and deleting an account deletes the rows.
create table customer_tastes (
  account_id uuid not null,
  product_id uuid not null,
  orders int not null,
  -- the sum over the orders, each weighted by its rating: 0 for one star, 1 for three stars or no rating, 2 for five stars
  liking double precision not null,
  primary key (account_id, product_id)
) with (fillfactor = 80);
