-- What customers thought of their orders. The averages come from counters that change in the transaction of the rating.

create table ratings (
  order_id uuid primary key references orders on delete cascade,
  rating int not null check (rating between 1 and 5),
  courier_rating int check (courier_rating between 1 and 5),
  comment text,
  rated_at timestamptz not null default now()
);
-- the managers' list, newest first, in stable pages
create index ratings_newest on ratings (rated_at desc, order_id desc);

-- The counters of all ratings together; the counters of a dish are in products.
create table rating_totals (
  only_row boolean primary key default true check (only_row),
  sum bigint not null default 0,
  count bigint not null default 0,
  courier_sum bigint not null default 0,
  courier_count bigint not null default 0
) with (fillfactor = 50);

insert into rating_totals default values;
