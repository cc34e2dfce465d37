-- The lines of an order: exclusions, dietary conflicts, the time of delivery. src/orders/lines.ts has the same rules for quotes; a test compares the two.
-- uses: limits

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
  union all
  select l.n, l.line, l.product_id, r.ingredient_id, false, array(select u from unnest(i.unfit_for) u where u = any (p_restrictions))
  from unnest(p_lines) l cross join unnest(l.choices) x
  join choice_recipes r on r.choice_id = x
  join ingredients i on i.id = r.ingredient_id
  where i.unfit_for && p_restrictions
$$;

-- A scheduled delivery is in the future and not too far ahead. If it is sooner than the kitchen can make it, the order arrives later.
create or replace function delivery_time_possible(p_at timestamptz) returns boolean language sql stable parallel safe
return p_at is null or p_at between now() and now() + make_interval(days => max_days_ahead());
