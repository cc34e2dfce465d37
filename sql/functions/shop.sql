-- What the file of the shop and the managers change.

-- Gives an entry without a code one that is made of its name.
create or replace function fill_code() returns trigger language plpgsql as $$
declare
  v_base text := btrim(left(btrim(regexp_replace(regexp_replace(lower(normalize(new.name, NFKD)), '[\u0300-\u036f]', '', 'g'), '[^a-z0-9]+', '-', 'g'), '-'), 40), '-');
  v_taken boolean;
begin
  if new.code is null then
    execute format('select exists (select from %I where code = $1)', tg_table_name) into v_taken using v_base;
    new.code := case when v_base = '' then new.id::text when v_taken then v_base || '-' || new.id else v_base end;
  end if;
  return new;
end $$;

create or replace trigger fill_code before insert on categories for each row execute function fill_code();
create or replace trigger fill_code before insert on ingredients for each row execute function fill_code();
create or replace trigger fill_code before insert on products for each row execute function fill_code();

-- Who sells at a moment; before the first seller was named, that one.
create or replace function seller_at(p_moment timestamptz) returns jsonb language sql stable as $$
  select s.seller from sellers s order by s.since <= p_moment desc, case when s.since <= p_moment then s.since end desc, s.since limit 1
$$;

-- The version of the shop rises with every statement that changes what an order could depend on. The lock of `store` orders such changes, so that no
-- version is ever seen with rows of another one.
create or replace function raise_shop_version() returns trigger language plpgsql as $$
begin
  update store set version = version + 1;
  return null;
end $$;

create or replace function raise_own_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;

create or replace trigger raise_version before update on store for each row execute function raise_own_version();
create or replace trigger raise_version after insert or update or delete on areas for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on categories for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on ingredients for each statement execute function raise_shop_version();
-- every column but those that orders and ratings change: in_stock, rating_sum, rating_count (test/orders/outdated.test.ts)
create or replace trigger raise_version
  after insert or delete or update of id, category_id, name, description, price, available, prep_minutes, image, code, translations, retired_at, hours, tax_rate, position
  on products for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on recipes for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on options for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on choices for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on promotions for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on sellers for each statement execute function raise_shop_version();
create or replace trigger raise_version after insert or update or delete on choice_recipes for each statement execute function raise_shop_version();

-- Stops taking orders, or takes them again.
create or replace function pause_shop(p_paused boolean, p_until timestamptz, p_reason text) returns void language sql as $$
  update store set paused = p_paused, paused_until = case when p_paused then p_until end, pause_reason = case when p_paused then p_reason end,
    settings_version = settings_version + 1
$$;
