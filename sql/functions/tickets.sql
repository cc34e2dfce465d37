-- Orders as the staff work on them.
-- uses: orders options lines limits

-- `order_rows` with what only a ticket shows. What the customer does not eat is shown as it is now, and only while the order is under way.
create or replace view ticket_rows as
select r.*, d.restrictions as dietary_restrictions,
  case when (r.last_step ->> 'at')::timestamptz + make_interval(secs => max_seconds_to_undo()) > now()
    then (r.last_step ->> 'at')::timestamptz + make_interval(secs => max_seconds_to_undo()) end as undo_until,
  -- in the order of `items`
  (
    select json_agg(json_build_object(
      'category', case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end,
      'conflicts', case when cardinality(d.restrictions) > 0 then (
        select json_agg(json_build_object('ingredient', json_build_object('id', g.id, 'name', g.name), 'conflicts', x.conflicts) order by g.name)
        from dietary_conflicts(i.product_id, i.exclude, chosen_ids(i.choices), d.restrictions) x
        join ingredients g on g.id = x.ingredient_id
      ) end) order by i.line)
    from order_items i left join products p on p.id = i.product_id left join categories c on c.id = p.category_id where i.order_id = r.id and portions_left(i) > 0
  ) as item_details
from order_rows r
join accounts a on a.id = r.account_id
cross join lateral (
  select case when r.status in (select t.from_status from order_transitions t) then a.dietary_restrictions else '{}' end as restrictions
) d;
