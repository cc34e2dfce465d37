-- Orders for a later day reserve their ingredients when they come to the queue.
-- uses: values feed estimates stock notifications placing

-- Tells the managers, and the customer, of an order whose ingredients are not all there. Those that the store brings in p_minutes make the order later;
-- null: they cannot be had.
create or replace function tell_of_shortage(p_order uuid, p_minutes int) returns json[] language plpgsql as $$
declare
  o orders;
  v_told json;
  v_pushes json[] := array[append_push('{"roles":["manager"]}', 'order:short', json_build_object('orderId', p_order, 'arrives', p_minutes is not null,
    'ingredients', (
      select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name) order by g.name), '[]')
      from reserved_for_orders f join ingredients g on g.id = f.ingredient_id where f.order_id = p_order and f.available < f.quantity)))];
begin
  -- counted from when it was placed, as for every order
  update orders x set short_at = now(), restock_minutes = case when p_minutes is null then 0 else ceil(extract(epoch from now() - x.placed_at) / 60) + p_minutes end
    where x.id = p_order returning * into o;
  if p_minutes is null then
    v_told := notify_of(o.account_id, 'order:short', json_build_object('orderId', o.id));
    return v_pushes || coalesce(array(select json_array_elements(v_told)), '{}');
  end if;
  if move_eta(o, '1 minute') then
    select * into o from orders x where x.id = p_order;
    v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'stock'));
  end if;
  return v_pushes;
end $$;

-- Reserves what these orders planned to reserve, in the order in which they were placed. What is missing is requested from the store. An order for which it
-- cannot be had reserves it nevertheless, so that the kitchen does not begin without it. The caller has locked the orders. Returns pushes.
create or replace function reserve_planned(p_orders uuid[]) returns json[] language plpgsql as $$
declare
  v_drafts order_draft[] := array(
    select json_populate_record(null::order_draft, json_build_object('n', row_number() over (order by p.order_id), 'order_id', p.order_id, 'restock_minutes', 0,
      'ingredient_ids', p.ingredient_ids, 'quantities', p.quantities))
    from planned_reservations p where p.order_id = any (p_orders) order by p.order_id);
  v_kept order_draft[];
  v_draft order_draft;
  v_ids uuid[];
  v_quantities bigint[];
  v_pushes json[];
begin
  if v_drafts = '{}' then
    return '{}';
  end if;
  delete from planned_reservations where order_id = any (p_orders);
  insert into reservations (order_id, ingredient_ids, quantities) select d.order_id, d.ingredient_ids, d.quantities from unnest(v_drafts) d;
  update orders o set reserved_at = now() from unnest(v_drafts) d where o.id = d.order_id;
  select array_agg(t.id), array_agg(t.quantity) into v_ids, v_quantities
    from (
      select x.id, sum(x.quantity)::bigint as quantity from unnest(v_drafts) d, unnest(d.ingredient_ids, d.quantities) x(id, quantity) group by x.id
    ) t;
  select coalesce(a.drafts, '{}') into v_kept from allot_stock(v_drafts) a;
  v_pushes := array(select json_array_elements(reserve_stock(v_ids, v_quantities, true)));
  for v_draft in select d.* from unnest(v_drafts) d where not exists (select from unnest(v_kept) k where k.n = d.n and k.restock_minutes = 0) loop
    v_pushes := v_pushes || tell_of_shortage(v_draft.order_id, (select k.restock_minutes from unnest(v_kept) k where k.n = v_draft.n));
  end loop;
  return v_pushes;
end $$;

-- Frees what an order has reserved before its day, and plans it again.
create or replace function plan_again(p_order uuid) returns void language plpgsql as $$
declare
  r reservations;
begin
  delete from reservations x where x.order_id = p_order returning * into r;
  insert into planned_reservations (order_id, ingredient_ids, quantities) values (p_order, r.ingredient_ids, r.quantities);
  perform free_stock(r.ingredient_ids, r.quantities);
end $$;
