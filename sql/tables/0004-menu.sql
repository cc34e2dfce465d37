-- The store, the menu and the recipes.

-- The one store that this deployment serves. Its estimates: a ride takes delivery_base_minutes + delivery_minutes_per_km * distance.
create table store (
  only_row boolean primary key default true check (only_row),
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  delivery_fee bigint not null default 0 check (delivery_fee >= 0),
  lat double precision not null,
  lng double precision not null,
  delivery_base_minutes numeric not null default 5,
  delivery_minutes_per_km numeric not null default 3,
  -- the distance of a delivery without a location
  default_distance_km numeric not null default 4,
  -- the width of an estimate before and after the expected moment
  early_minutes numeric not null default 5,
  late_minutes numeric not null default 10,
  -- What a customer may have open and order at once; a limit that is absent does not apply. Amounts are minor units of the store's currency.
  -- newAccount: other limits until the first order has arrived. { openOrders, unpaidOrders, portions, orderValue, cashValue, newAccount }
  limits jsonb not null default '{"openOrders": 10, "unpaidOrders": 3, "portions": 100, "orderValue": 50000, "cashValue": 20000,
    "newAccount": {"openOrders": 3, "unpaidOrders": 2, "portions": 40, "orderValue": 20000, "cashValue": 10000}}'
    check (jsonb_typeof(limits) = 'object')
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
  -- the kitchen's switch
  available boolean not null default true,
  -- false: the stock does not suffice for one portion
  in_stock boolean not null default true,
  rating_sum bigint not null default 0,
  rating_count int not null default 0,
  image text
);
create index products_category on products (category_id);

create table ingredients (
  id uuid primary key,
  name text not null unique,
  unit text not null check (unit in ('g', 'ml', 'piece')),
  -- the diets and allergens that this ingredient rules out: a dish is fit for what none of its ingredients rules out
  unfit_for text[] not null default '{}',
  -- how long the store takes to bring more; null: the store cannot bring more
  restock_minutes int check (restock_minutes between 0 and 1440),
  -- the smallest quantity of one restock request
  restock_quantity bigint not null check (restock_quantity > 0),
  -- at this level the warehouse is notified
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
