-- The menu, and which of its dishes can be made.
-- uses: feed pictures stock

-- All diets of the contract. A dish is fit for those that none of its ingredients rules out.
create or replace function all_diets() returns text[] language sql immutable parallel safe
return array['vegetarian', 'vegan', 'pescatarian', 'gluten_free', 'lactose_free', 'halal'];

-- The menu as customers see it, without what is retired.
create or replace view menu as
select
  p.id, p.category_id, c.position as category_position, p.name, p.description, p.price, p.available and p.in_stock as available, p.prep_minutes,
  p.rating_sum, p.rating_count, coalesce(p.hours, c.hours) as hours,
  coalesce(picture.sizes -> -1 ->> 'url', case when not is_picture_hash(p.image) then p.image end) as image, s.currency,
  array(select d from unnest(s.diets) d where d <> all (r.unfit_for)) as diets,
  array(select distinct a from unnest(r.unfit_for) a where a <> all (all_diets()) order by a) as allergens,
  r.ingredients, r.ingredient_names, p.translations, picture.sizes as pictures, p.position
from products p
join categories c on c.id = p.category_id
cross join store s
cross join lateral (select case when is_picture_hash(p.image) then picture_sizes(p.image) end as sizes) picture
cross join lateral (
  select
    coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', i.id, 'name', i.name, 'removable', r.removable,
      'unfitFor', nullif(i.unfit_for, '{}'))) order by r.quantity desc, i.name), '[]') as ingredients,
    coalesce(string_agg(i.name, ' '), '') as ingredient_names,
    coalesce(array(
      select u from recipes r2 join ingredients i2 on i2.id = r2.ingredient_id cross join unnest(i2.unfit_for) u where r2.product_id = p.id
    ), '{}') as unfit_for
  from recipes r join ingredients i on i.id = r.ingredient_id
  where r.product_id = p.id
) r
where p.retired_at is null;

-- Dishes that cannot be made once more: an ingredient is short, the store cannot bring it, and the dish cannot be made without it; or too few choices
-- are left of an option that must be chosen.
create or replace view sold_out as
with spare as materialized (
  -- null: the store can bring more
  select i.id, case when s.ingredient_id is null then 0 when i.restock_minutes is null then s.on_hand + s.requested - s.reserved end as quantity
  from ingredients i left join current_stock s on s.ingredient_id = i.id
)
select r.product_id
from recipes r join spare s on s.id = r.ingredient_id
where not r.removable and s.quantity < r.quantity
union
select o.product_id
from options o
where o.min_choices > 0 and o.retired_at is null and o.min_choices > (
  select count(*) from choices h
  where h.option_id = o.id and h.retired_at is null and h.available
    and not exists (select from choice_recipes r join spare s on s.id = r.ingredient_id where r.choice_id = h.id and s.quantity < r.quantity));

-- Switches a dish on or off. Returns { known, pushes }; there is no push if nothing changed, or if the dish is out of stock anyway.
create or replace function set_availability(p_product uuid, p_available boolean) returns json language plpgsql as $$
declare
  p products;
  v_push json;
begin
  -- the change raises the version of the shop, and the store comes before its dishes
  perform from store for no key update;
  select * into p from products where id = p_product and retired_at is null for no key update;
  if found and p.available <> p_available then
    update products set available = p_available where id = p.id;
    if p.in_stock then
      v_push := append_push('{"menu": true}', 'menu:availability_changed', json_build_object('productId', p.id, 'available', p_available));
    end if;
  end if;
  return json_build_object('known', p.id is not null, 'before', p.available, 'pushes', case when v_push is null then '[]' else json_build_array(v_push) end);
end $$;

-- Switches a choice of a dish on or off. Returns { known, pushes }. The nodes find the new version of the menu.
create or replace function set_choice_availability(p_product uuid, p_choice uuid, p_available boolean) returns json language plpgsql as $$
declare
  v_before boolean;
begin
  perform from store for no key update;
  select c.available into v_before from choices c where c.id = p_choice and c.product_id = p_product and c.retired_at is null for no key update;
  if v_before <> p_available then
    update choices set available = p_available where id = p_choice;
    update store set menu_version = menu_version + 1;
  end if;
  return json_build_object('known', v_before is not null, 'before', v_before, 'pushes', json_build_array());
end $$;

-- Whether a dish has run out or come back.
create or replace function menu_stock_changed() returns boolean language sql stable as $$
  select exists (select from products p left join sold_out x on x.product_id = p.id where p.retired_at is null and p.in_stock = (x.product_id is not null))
$$;

-- Updates `in_stock` of the dishes that have run out or come back. When several nodes call it at the same time, one does the work.
-- The nodes look once a second whether there are any, so that placing orders does not have to.
create or replace function refresh_menu_stock() returns json language plpgsql as $$
declare
  v_ids uuid[];
  v_pushes json;
begin
  if not pg_try_advisory_xact_lock(hashtext('menu stock')) then
    return json_build_object('pushes', json_build_array());
  end if;
  v_ids := array(select p.id from products p left join sold_out x on x.product_id = p.id
    where p.retired_at is null and p.in_stock = (x.product_id is not null) order by p.id);
  if v_ids <> '{}' then
    perform 1 from products where id = any (v_ids) order by id for no key update;
    -- Only this function writes in_stock. A dish that is switched off looks the same before and after.
    with changed as (
      update products set in_stock = not in_stock where id = any (v_ids) returning id, in_stock, available
    )
    select json_agg(append_push('{"menu": true}', 'menu:availability_changed', json_build_object('productId', id, 'available', in_stock)))
      into v_pushes from changed where available;
  end if;
  return json_build_object('pushes', coalesce(v_pushes, '[]'));
end $$;
