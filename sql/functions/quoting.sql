-- What an order would cost.
-- uses: values estimates lines order-limits

-- The price and the estimate of an order, and every obstacle to placing it. Locks and reserves nothing.
create or replace function quote_order(p_account uuid, p_items jsonb, p_delivery jsonb, p_method text) returns json language sql stable as $$
  with lines as materialized (select lines_of(1, p_items) as all_lines),
  priced as materialized (
    select l.line, l.product_id, l.quantity, p.id is not null as known, p.name, p.price, p.available, p.prep_minutes
    from lines, unnest(lines.all_lines) l left join products p on p.id = l.product_id
  ),
  total as (
    select coalesce(sum(price * quantity), 0)::bigint as subtotal, coalesce(sum(quantity), 0) as portions, cooking_minutes(max(prep_minutes), sum(quantity)) as cooking from priced where known
  ),
  short as materialized (
    select e.ingredient_id, i.name, i.restock_minutes,
      greatest(coalesce(s.on_hand - s.reserved, 0), 0) as free,
      greatest(coalesce(s.on_hand + s.requested - s.reserved, 0), 0) as covered
    from lines, explode(lines.all_lines) e
    join ingredients i on i.id = e.ingredient_id
    left join stock s on s.ingredient_id = e.ingredient_id
    where coalesce(s.on_hand - s.reserved, 0) < e.quantity
  ),
  expected as (
    select expected_at('placed', now() + make_interval(mins => coalesce((select max(restock_minutes) from short), 0)), total.cooking,
      ride_minutes(s, p_delivery), (p_delivery ->> 'at')::timestamptz) as at
    from total, store s
  )
  select json_build_object(
    'unknownProducts', (select coalesce(json_agg(json_build_object('line', line - 1, 'productId', product_id)), '[]') from priced where not known),
    'badExclusions', (select coalesce(json_agg(json_build_object('line', b.line - 1, 'productId', b.product_id, 'ingredientId', b.ingredient_id)), '[]')
      from lines, bad_exclusions(lines.all_lines) b),
    'obstacles', limit_obstacles(p_account, p_method, total.portions, total.subtotal + s.delivery_fee),
    'deliveryTimePossible', delivery_time_possible((p_delivery ->> 'at')::timestamptz),
    'items', (select coalesce(json_agg(json_build_object('productId', product_id, 'name', name, 'quantity', quantity,
        'unitPrice', money(price, s.currency), 'total', money(price * quantity, s.currency), 'available', available) order by line), '[]')
      from priced where known),
    'subtotal', money(total.subtotal, s.currency),
    'deliveryFee', money(s.delivery_fee, s.currency),
    'total', money(total.subtotal + s.delivery_fee, s.currency),
    'eta', json_build_object(
      'earliest', rfc3339(greatest(now(), expected.at - make_interval(mins => s.early_minutes::int))),
      'latest', rfc3339(expected.at + make_interval(mins => s.late_minutes::int))),
    'dietaryConflicts', (
      select coalesce(json_agg(json_build_object('productId', c.product_id, 'name', c.name, 'conflicts', c.conflicts, 'ingredients', c.ingredients) order by c.line), '[]')
      from (
        select d.line, d.product_id, p.name,
          (select json_agg(distinct u) from dietary_conflicts(lines.all_lines, a.dietary_restrictions) d2, unnest(d2.conflicts) u where d2.line = d.line) as conflicts,
          json_agg(json_build_object('id', i.id, 'name', i.name, 'removable', d.removable)) as ingredients
        from lines, accounts a, dietary_conflicts(lines.all_lines, a.dietary_restrictions) d
        join products p on p.id = d.product_id join ingredients i on i.id = d.ingredient_id
        where a.id = p_account
        group by d.line, d.product_id, p.name, lines.all_lines, a.dietary_restrictions
      ) c),
    'shortages', (
      select coalesce(json_agg(json_strip_nulls(json_build_object('productId', p.product_id, 'name', p.name,
        'ingredient', json_build_object('id', short.ingredient_id, 'name', short.name),
        'possible', case when short.restock_minutes is null then short.covered else short.free end / r.quantity,
        'restockMinutes', short.restock_minutes)) order by p.line, short.name), '[]')
      from priced p
      join lines on true
      join unnest(lines.all_lines) l on l.line = p.line
      join recipes r on r.product_id = p.product_id and r.ingredient_id <> all (l.exclude)
      join short on short.ingredient_id = r.ingredient_id)
  )
  from total, expected, store s
$$;
