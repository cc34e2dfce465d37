-- The lines of an order: recipes, exclusions, dietary conflicts.
-- uses: limits

-- The lines of an order from the items of a request.
create or replace function lines_of(p_n int, p_items jsonb) returns order_line[] language sql stable as $$
  select array_agg(row(p_n, i.o, (i.item ->> 'productId')::uuid, (i.item ->> 'quantity')::int,
    coalesce(array(select e::uuid from jsonb_array_elements_text(i.item -> 'exclude') e), '{}'), i.item ->> 'note')::order_line order by i.o)
  from jsonb_array_elements(p_items) with ordinality i(item, o)
$$;

-- What the lines need of each ingredient, without what they exclude.
create or replace function explode(p_lines order_line[]) returns table (n int, ingredient_id uuid, quantity bigint) language sql stable as $$
  select l.n, r.ingredient_id, sum(r.quantity * l.quantity)::bigint
  from unnest(p_lines) l join recipes r on r.product_id = l.product_id
  where r.ingredient_id <> all (l.exclude)
  group by l.n, r.ingredient_id
$$;

-- Lines that exclude an ingredient which is not in the dish or cannot be left out.
create or replace function bad_exclusions(p_lines order_line[]) returns table (n int, line int, product_id uuid, ingredient_id uuid) language sql stable as $$
  select l.n, l.line, l.product_id, e
  from unnest(p_lines) l cross join unnest(l.exclude) e
  left join recipes r on r.product_id = l.product_id and r.ingredient_id = e
  where r.removable is not true
$$;

-- Lines that contain an ingredient which the restrictions rule out.
create or replace function dietary_conflicts(p_lines order_line[], p_restrictions text[])
returns table (n int, line int, product_id uuid, ingredient_id uuid, removable boolean, conflicts text[]) language sql stable as $$
  select l.n, l.line, l.product_id, r.ingredient_id, r.removable,
    array(select u from unnest(i.unfit_for) u where u = any (p_restrictions))
  from unnest(p_lines) l
  join recipes r on r.product_id = l.product_id and r.ingredient_id <> all (l.exclude)
  join ingredients i on i.id = r.ingredient_id
  where i.unfit_for && p_restrictions
$$;

-- A scheduled delivery is in the future and not too far ahead. If it is sooner than the kitchen can make it, the order arrives later.
create or replace function delivery_time_possible(p_at timestamptz) returns boolean language sql stable parallel safe
return p_at is null or p_at between now() and now() + make_interval(days => max_days_ahead());

-- Checks each line as if it were ordered now. `obstacle`: why it cannot be ordered, if it cannot; `exclude`: the exclusions that are still in the
-- dish; `needs`: [{ ingredientId, quantity, left }] of ingredients that the store cannot bring.
create or replace function assess_lines(p_account uuid, p_items jsonb, p_accept_dietary_conflicts boolean)
returns table (obstacle text, exclude uuid[], needs json) language sql stable as $$
  select
    case
      when p.id is null then 'product_not_found'
      when not p.available then 'product_unavailable'
      when exists (select from recipes r where r.product_id = p.id and r.ingredient_id = any (l.exclude) and not r.removable)
        then 'ingredient_not_removable'
      when not p_accept_dietary_conflicts and exists (select from dietary_conflicts(array[l], a.dietary_restrictions)) then 'dietary_conflict'
    end,
    array(select r.ingredient_id from recipes r where r.product_id = p.id and r.ingredient_id = any (l.exclude)),
    (
      select coalesce(json_agg(json_build_object('ingredientId', e.ingredient_id, 'quantity', e.quantity,
        'left', greatest(coalesce(s.on_hand + s.requested - s.reserved, 0), 0))), '[]')
      from explode(array[l]) e join ingredients i on i.id = e.ingredient_id left join stock s on s.ingredient_id = i.id
      where i.restock_minutes is null or s.ingredient_id is null
    )
  from accounts a cross join unnest(lines_of(1, p_items)) l left join products p on p.id = l.product_id
  where a.id = p_account
  order by l.line
$$;
