-- What the kitchen can do. `parallel_dishes` is null where the file of the shop says nothing about its kitchen: then nothing of this applies.
alter table store
  -- how many portions it cooks at the same time
  add column parallel_dishes int check (parallel_dishes between 1 and 10000),
  -- how many orders it takes for each quarter of an hour; null: no limit
  add column orders_per_quarter_hour int check (orders_per_quarter_hour between 1 and 10000),
  -- how long after it was placed an order that is not confirmed alarms the managers, and after how long it is rejected
  add column confirm_within_minutes int check (confirm_within_minutes between 1 and 1440),
  add column reject_after_minutes int check (reject_after_minutes between 1 and 1440),
  -- A manager adds so many minutes to the estimate of each order that is placed until then.
  add column busy_minutes int check (busy_minutes between 1 and 180),
  add column busy_until timestamptz check ((busy_minutes is null) = (busy_until is null));

alter table orders
  -- null: placed before this column existed
  add column portions int,
  -- how long the dishes ahead of it occupy the kitchen, and what a manager added (shop:busy), both counted from placed_at
  add column queue_minutes int not null default 0,
  add column busy_minutes int not null default 0,
  -- the quarter of an hour in which it takes a place; null: the shop had no limit
  add column slot timestamptz;

-- the orders of a quarter of an hour; what was cancelled leaves its place
create index orders_slot on orders (slot) where slot is not null and status not in ('cancelled', 'rejected', 'expired');

alter type order_draft
  add attribute queue_minutes int, add attribute busy_minutes int, add attribute slot timestamptz;
