-- The shop as its file describes it (docs/shop.md): entries have codes and texts in several languages, and what leaves the file is retired.

-- `name` and `description` are in the first of the shop's languages. `translations` has the others: { name: { sk: … }, description: { sk: … } }.
alter table store
  add column name text not null default 'Kitchen',
  add column translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  add column time_zone text not null default 'UTC' constraint store_time_zone_known check (is_time_zone(time_zone)),
  -- the languages of the texts; the first is the one that the staff read, and that customers read where a text is not translated
  add column locales text[] not null default '{en}' check (cardinality(locales) > 0),
  -- the diets that the menu marks
  add column diets text[] not null default '{vegetarian,vegan,pescatarian,gluten_free,lactose_free,halal}',
  -- These rise when the settings or the menu were changed: the nodes tell everybody who is connected.
  add column settings_version bigint not null default 1,
  add column menu_version bigint not null default 1;

alter table categories
  add column code text,
  add column translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  add column retired_at timestamptz;

alter table ingredients
  add column code text,
  add column translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  -- what the warehouse holds when the ingredient is new
  add column opening_stock bigint not null default 0 check (opening_stock >= 0),
  add column retired_at timestamptz;

alter table products
  add column code text,
  add column translations jsonb not null default '{}' check (jsonb_typeof(translations) = 'object'),
  add column retired_at timestamptz;

-- Entries without a code get one from their name, as sql/functions/shop.sql does for new ones.
do $$
declare
  v_table text;
begin
  foreach v_table in array array['categories', 'ingredients', 'products'] loop
    execute format($sql$
      update %I x set code = btrim(left(c.base, 40), '-') || case when c.base = '' or c.n > 1 then (case c.base when '' then '' else '-' end) || x.id else '' end
      from (
        select id, base, row_number() over (partition by left(base, 40) order by id) as n
        from (select id, btrim(regexp_replace(regexp_replace(lower(normalize(name, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^a-z0-9]+', '-', 'g'), '-') as base
          from %I) b
      ) c where c.id = x.id
    $sql$, v_table, v_table);
    execute format($sql$
      alter table %I alter column code set not null, add constraint %I unique (code),
        add constraint %I check (code ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(code) <= 80)
    $sql$, v_table, v_table || '_code_taken', v_table || '_code_check');
    -- a retired entry keeps its name, and another one may have it too
    execute format('alter table %I drop constraint %I', v_table, v_table || '_name_key');
    execute format('create unique index %I on %I (name) where retired_at is null', v_table || '_name_taken', v_table);
  end loop;
end $$;
