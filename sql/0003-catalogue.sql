-- The store, the menu, the recipes and the stock.

-- The one store that this deployment serves: its money, its place and its pace.
create table store (
  only_row boolean primary key default true check (only_row),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  delivery_fee bigint not null default 0 check (delivery_fee >= 0),
  lat double precision not null,
  lng double precision not null,
  -- a delivery takes base + per_km * distance; without a location, the default distance
  delivery_base_minutes numeric not null default 5,
  delivery_minutes_per_km numeric not null default 3,
  default_distance_km numeric not null default 4,
  -- how wide the estimate is, around the expected moment
  early_minutes numeric not null default 5,
  late_minutes numeric not null default 10
);

create table categories (
  id uuid primary key,
  name text not null unique,
  position int not null
);

create table products (
  id uuid primary key,
  category_id uuid not null references categories,
  name text not null unique,
  description text not null,
  -- minor units of the store's currency
  price bigint not null check (price between 0 and 100000000),
  prep_minutes int not null check (prep_minutes between 0 and 600),
  available boolean not null default true,
  rating_sum bigint not null default 0,
  rating_count int not null default 0,
  image text
);
create index products_category on products (category_id);

create table ingredients (
  id uuid primary key,
  name text not null unique,
  -- what quantities are counted in: g, ml, piece
  unit text not null check (unit in ('g', 'ml', 'piece')),
  -- the diets and allergens that this rules out: a product is fit for what none of its ingredients rules out
  unfit_for text[] not null default '{}',
  -- how long the store takes to bring more; null: it cannot be had
  restock_minutes int check (restock_minutes between 0 and 1440),
  -- how much is asked for at a time
  restock_quantity bigint not null check (restock_quantity > 0),
  -- at or below this the warehouse is told
  low_level bigint not null default 0 check (low_level >= 0)
);

create table recipes (
  product_id uuid not null references products on delete cascade,
  ingredient_id uuid not null references ingredients,
  quantity bigint not null check (quantity between 1 and 1000000),
  removable boolean not null default false,
  primary key (product_id, ingredient_id)
);
create index recipes_ingredient on recipes (ingredient_id);

create table stock (
  ingredient_id uuid primary key references ingredients on delete cascade,
  on_hand bigint not null check (on_hand >= 0),
  reserved bigint not null default 0 check (reserved >= 0),
  -- asked of the store, not yet received
  requested bigint not null default 0 check (requested >= 0),
  constraint reserved_is_covered check (reserved <= on_hand + requested)
) with (fillfactor = 50);

-- Store-to-warehouse requests, opened by orders that the warehouse could not cover.
create table restock_requests (
  id uuid primary key default gen_random_uuid(),
  ingredient_id uuid not null references ingredients,
  quantity bigint not null check (quantity > 0),
  requested_at timestamptz not null default now(),
  due_at timestamptz not null,
  received_at timestamptz
);
create index restock_requests_open on restock_requests (ingredient_id) where received_at is null;

-- Everything that a diet or an allergen may rule out, as the contract lists it: fit = all - ruled out.
create function all_diets() returns text[] language sql immutable parallel safe
return array['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal'];

-- Dishes as the menu shows them.
create view menu as
select
  p.id, p.category_id, c.position as category_position, p.name, p.description, p.price, p.available, p.prep_minutes,
  p.rating_sum, p.rating_count, p.image, s.currency,
  array(select d from unnest(all_diets()) d where d <> all (r.unfit_for)) as diets,
  array(select distinct a from unnest(r.unfit_for) a where a <> all (all_diets()) order by a) as allergens,
  r.ingredients, r.ingredient_names
from products p
join categories c on c.id = p.category_id
cross join store s
cross join lateral (
  select
    coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name, 'removable', r.removable) order by r.quantity desc, i.name), '[]') as ingredients,
    coalesce(string_agg(i.name, ' '), '') as ingredient_names,
    coalesce(array(
      select u from recipes r2 join ingredients i2 on i2.id = r2.ingredient_id cross join unnest(i2.unfit_for) u where r2.product_id = p.id
    ), '{}') as unfit_for
  from recipes r join ingredients i on i.id = r.ingredient_id
  where r.product_id = p.id
) r;
