-- What a customer chooses of a dish: sizes, extras. Each choice has a price and a recipe of its own.

create table options (
  id uuid primary key,
  product_id uuid not null references products on delete cascade,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 80),
  name text not null,
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  position int not null,
  -- how many of its choices an order takes
  min_choices int not null check (min_choices >= 0),
  max_choices int not null check (max_choices >= 1 and max_choices >= min_choices),
  retired_at timestamptz,
  unique (product_id, code)
);

create table choices (
  id uuid primary key,
  option_id uuid not null references options on delete cascade,
  -- of the option: placing looks choices up by dish
  product_id uuid not null references products on delete cascade,
  code text not null check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 80),
  name text not null,
  translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  position int not null,
  -- minor units of the store's currency, added to the price of the dish
  price bigint not null check (price between 0 and 100000000),
  -- added to the dish's time
  prep_minutes int not null check (prep_minutes between 0 and 600),
  retired_at timestamptz,
  unique (option_id, code)
);
create index choices_product on choices (product_id);

create table choice_recipes (
  choice_id uuid not null references choices on delete cascade,
  ingredient_id uuid not null references ingredients,
  quantity bigint not null check (quantity between 1 and 1000000),
  primary key (choice_id, ingredient_id)
);
create index choice_recipes_ingredient on choice_recipes (ingredient_id);

-- How many choices an order must make, so that placing looks at the options of a dish only where there is one to make.
alter table products add column min_choices int not null default 0 check (min_choices >= 0);

-- [{ id, optionId, option, shownOption?, name, shownName?, price }]: the names as those of the line, the price as it was. `unit_price` includes it.
alter table order_items add column choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array');

alter type order_line add attribute choices uuid[];
