-- The lines of an order. src/orders/lines.ts has the same rules for quotes; tests compare the two.
-- uses: options

-- The ingredients of a line that the restrictions rule out.
create or replace function dietary_conflicts(p_product uuid, p_exclude uuid[], p_choices uuid[], p_restrictions text[])
returns table (ingredient_id uuid, conflicts text[]) language sql stable as $$
  select i.id, array(select u from unnest(i.unfit_for) u where u = any (p_restrictions))
  from (
    select r.ingredient_id from recipes r where r.product_id = p_product and r.ingredient_id <> all (p_exclude)
    union all
    select r.ingredient_id from choice_recipes r where r.choice_id = any (p_choices)
  ) r join ingredients i on i.id = r.ingredient_id
  where i.unfit_for && p_restrictions
$$;

-- How many portions of a line are delivered.
create or replace function portions_left(i order_items) returns int language sql immutable parallel safe
return i.quantity - i.removed;

-- What an order needs of each ingredient, by the recipes of today: its lines until the kitchen begins, and, with p_offered, what is offered instead of a line.
create or replace function needs_of_order(p_order uuid, p_offered boolean) returns table (ingredient_id uuid, quantity bigint) language sql stable as $$
  select x.ingredient_id, sum(x.quantity)::bigint
  from (
    select r.ingredient_id, r.quantity * portions_left(i) as quantity
    from orders o join order_items i on i.order_id = o.id
    cross join lateral (
      select r.ingredient_id, r.quantity from recipes r where r.product_id = i.product_id and r.ingredient_id <> all (i.exclude)
      union all
      select r.ingredient_id, r.quantity from choice_recipes r where r.choice_id = any (chosen_ids(i.choices))
    ) r
    where o.id = p_order and o.status in ('awaiting_payment', 'placed', 'confirmed') and portions_left(i) > 0
    union all
    select h.id, h.quantity from amendments a cross join unnest(a.ingredient_ids, a.quantities) h(id, quantity) where p_offered and a.order_id = p_order and a.outcome = 'offered'
  ) x group by x.ingredient_id
$$;

-- How long the kitchen needs for the lines of an order: the longest dish, and half a minute for each further portion.
create or replace function cooking_minutes_of(p_order uuid) returns int language sql stable as $$
  select max(p.prep_minutes + coalesce(c.minutes, 0)) + least(30, (sum(portions_left(i)) - 1) / 2)::int
  from order_items i join products p on p.id = i.product_id
  left join lateral (select sum(c.prep_minutes)::int as minutes from choices c where c.id = any (chosen_ids(i.choices))) c on true
  where i.order_id = p_order and portions_left(i) > 0
$$;
