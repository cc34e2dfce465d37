-- The lines of an order. src/orders/lines.ts has the same rule for quotes; a test compares the two.

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
