-- A dish that has run out is not available, and everybody who looks at the menu is told: of the kitchen's switch at once, of the stock by a
-- look at all of it each second, which costs the placing of orders nothing.

-- Whether there is enough for one more, as the menu shows it; the switch is `available`.
alter table products add column in_stock boolean not null default true;

-- Dishes of which not one more can be made: something is missing that cannot be had in time.
create view sold_out as
select distinct r.product_id
from recipes r
join ingredients i on i.id = r.ingredient_id
left join stock s on s.ingredient_id = r.ingredient_id
where s.ingredient_id is null or (i.restock_minutes is null and s.on_hand + s.requested - s.reserved < r.quantity);

-- Dishes as the menu shows them.
create or replace view menu as
select
  p.id, p.category_id, c.position as category_position, p.name, p.description, p.price, p.available and p.in_stock as available, p.prep_minutes,
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

-- Makes the menu show what has run out or come back since, and returns the pushes. Of several nodes that look at once one does it.
create function refresh_menu_stock() returns json language plpgsql as $$
declare
  v_ids uuid[];
  v_pushes json;
begin
  if not pg_try_advisory_xact_lock(hashtext('menu stock')) then
    return '[]';
  end if;
  v_ids := array(select p.id from products p left join sold_out x on x.product_id = p.id where p.in_stock = (x.product_id is not null) order by p.id);
  if v_ids <> '{}' then
    perform 1 from products where id = any (v_ids) order by id for no key update;
    -- nobody else writes in_stock; a dish that is switched off stays as it is for those who look
    with changed as (
      update products set in_stock = not in_stock where id = any (v_ids) returning id, in_stock, available
    )
    select json_agg(append_push('{"menu": true}', 'menu:availability_changed', json_build_object('productId', id, 'available', in_stock)))
      into v_pushes from changed where available;
  end if;
  return coalesce(v_pushes, '[]');
end $$;
