-- Where the shop delivers, and what a delivery there costs.

create table areas (
  id uuid primary key,
  code text not null unique check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 80),
  name text not null,
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  -- the first area that contains a place holds
  position int not null,
  -- [[lat, lng], …]
  polygon jsonb check (jsonb_typeof(polygon) = 'array' and jsonb_array_length(polygon) >= 3),
  -- a circle around the shop
  radius_km double precision check (radius_km > 0),
  -- minor units of the store's currency
  fee bigint not null check (fee between 0 and 100000000),
  fee_per_km bigint not null default 0 check (fee_per_km between 0 and 100000000),
  free_from bigint check (free_from between 0 and 100000000),
  minimum bigint not null default 0 check (minimum between 0 and 100000000),
  -- added to the ride
  extra_minutes double precision not null default 0 check (extra_minutes between 0 and 600),
  retired_at timestamptz,
  check (num_nonnulls(polygon, radius_km) = 1)
);

-- Whether the shop also delivers to what lies in no area, and to an address whose place is not known, at `delivery_fee`. Without areas it
-- delivers everywhere.
alter table store add column delivers_elsewhere boolean not null default false;

-- The area in which the order was delivered, with its names of that day: { code, name, shownName? }, as those of a line.
alter table orders add column area jsonb check (jsonb_typeof(area) = 'object');
alter type order_draft add attribute area jsonb;
