-- What the staff change of an order that the kitchen cannot make as it was placed: lines are taken out or lowered, or something else is offered.
-- Each function returns { outcome, … } like those of orders.sql.
-- uses: values feed estimates stock options lines orders menu releases promotions notifications payments answers adjustments adjusting

-- A name inside a sentence, isolated, so that it cannot turn the direction of what follows.
create or replace function isolated(p_name text) returns text language sql immutable parallel safe
return chr(8296) || p_name || chr(8297);

-- The dishes of some lines, as the customer reads them. p_lines: [{ line, quantity }], the lines numbered as in order_items.
create or replace function dishes_text(p_order uuid, p_lines jsonb) returns text language sql stable as $$
  select string_agg(case when l.quantity > 1 then l.quantity || ' × ' else '' end || isolated(coalesce(i.shown_name, i.name)), ', ' order by l.line)
  from jsonb_to_recordset(p_lines) l(line int, quantity int) join order_items i on i.order_id = p_order and i.line = l.line
$$;

-- Tells the customer in words what has become of a line: `amended`, `substitution_offered` or `substitution_expired`. `o` is the order before that, so
-- that its price of now says how much less it costs.
create or replace function tell_of_amendment(o orders, p_as text, p_dish text, p_reason text, a amendments default null) returns json[] language sql as $$
  select coalesce(array(select json_array_elements(notify_of(o.account_id, 'order:amended', json_build_object('orderId', o.id, 'as', p_as, 'dish', p_dish, 'why', p_reason,
    'adjustment', json_build_object('amount', json_build_object('amount', (select x.adjusted from orders x where x.id = o.id) - o.adjusted)),
    'substitute', isolated(coalesce(a.substitute ->> 'shown_name', a.substitute ->> 'name')), 'until', a.answer_by)))), '{}')
$$;

-- Why lines of a locked order cannot be changed. Null: they can.
create or replace function amendment_refusal(o orders, p_role text, p_lines jsonb) returns json language plpgsql stable as $$
declare
  v_line record;
  v_found json;
begin
  -- the staff who may give an order up may also change it
  if not exists (select from order_transitions t where t.from_status = o.status and t.to_status = 'rejected' and t.role = p_role) then
    return json_build_object('outcome', 'cannot_amend_order', 'status', o.status);
  end if;
  select json_build_object('outcome', case when coalesce(portions_left(i), 0) = 0 then 'line_not_found' else 'line_quantity_too_large' end,
      'line', l.line - 1, 'quantity', coalesce(portions_left(i), 0)) into v_found
    from jsonb_to_recordset(p_lines) l(line int, quantity int) left join order_items i on i.order_id = o.id and i.line = l.line
    where coalesce(portions_left(i), 0) < l.quantity order by l.line limit 1;
  if found then
    return v_found;
  end if;
  if (select sum(portions_left(i)) from order_items i where i.order_id = o.id)
    = (select sum(l.quantity) from jsonb_to_recordset(p_lines) l(quantity int, substitute jsonb) where l.substitute is null) then
    return json_build_object('outcome', 'nothing_left');
  end if;
  select * into v_line from jsonb_to_recordset(p_lines) l(line int, substitute jsonb, ingredient_ids uuid[], quantities bigint[], unfit_for text[])
    where l.substitute is not null;
  if not found then
    return null;
  end if;
  if o.status = 'ready_for_pickup' then
    return json_build_object('outcome', 'cannot_amend_order', 'status', o.status);
  end if;
  -- a new offer for the same line replaces the open one
  if exists (select from amendments a where a.order_id = o.id and a.outcome = 'offered'
    and a.line not in (select l.line from jsonb_to_recordset(p_lines) l(line int))) then
    return open_offer(o.id);
  end if;
  select json_build_object('outcome', 'dietary_conflict', 'line', v_line.line - 1, 'conflicts', array_agg(u order by u)) into v_found
    from accounts a cross join unnest(a.dietary_restrictions) u where a.id = o.account_id and u = any (v_line.unfit_for) having count(*) > 0;
  if found then
    return v_found;
  end if;
  -- an order that waits for its time takes nothing of the stock of today
  select json_build_object('outcome', 'insufficient_stock', 'ingredients', array_agg(g.name order by g.name)) into v_found
    from unnest(v_line.ingredient_ids, v_line.quantities) n(id, quantity) join ingredients g on g.id = n.id left join stock_of(n.id) s on true
    -- what the open offer holds is free for the new one
    left join lateral (
      select sum(x.quantity) as quantity from amendments a cross join unnest(a.ingredient_ids, a.quantities) x(id, quantity)
      where a.order_id = o.id and a.outcome = 'offered' and x.id = n.id
    ) held on true
    where coalesce(s.on_hand - s.reserved, 0) + coalesce(held.quantity, 0) < n.quantity
      and not exists (select from planned_reservations p where p.order_id = o.id) having count(*) > 0;
  return v_found;
end $$;

-- Lowers the bill by portions of lines, at most by those that were not refunded before; with `amount` by that much of them. p_moved: as adjust_order
-- has it. Returns pushes.
create or replace function lower_bill(p_order uuid, p_lines jsonb, p_reason text, p_actor uuid, p_moved jsonb default null) returns json[] language plpgsql as $$
declare
  o orders;
  v_lines jsonb;
begin
  select * into strict o from orders x where x.id = p_order;
  v_lines := (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('line', x.line, 'quantity', least(l.quantity, x.quantity), 'amount', l.amount)))
    from jsonb_to_recordset(p_lines) l(line int, quantity int, amount bigint) join parts_left(o) x on x.line = l.line - 1
    where x.quantity > 0 or l.amount > 0);
  if v_lines is null then
    return '{}';
  end if;
  return array(select json_array_elements(adjust_order(o, 'amendment', jsonb_strip_nulls(jsonb_build_object('lines', v_lines, 'moved', p_moved)), p_reason, p_actor) -> 'pushes'));
end $$;

-- Takes portions out of lines, and lowers the bill. Returns pushes.
create or replace function take_out(o orders, p_lines jsonb, p_reason text, p_actor uuid) returns json[] language plpgsql as $$
declare
  v_pushes json[];
begin
  v_pushes := lower_bill(o.id, p_lines, p_reason, p_actor);
  update order_items i set removed = i.removed + l.quantity
    from jsonb_to_recordset(p_lines) l(line int, quantity int) where i.order_id = o.id and i.line = l.line;
  return v_pushes;
end $$;

-- The order after a change of its lines: its size, its estimate, and what it reserves. p_extra_minutes: a dish that the kitchen begins now takes so
-- long. The last step can no longer be undone. Returns pushes.
create or replace function follow_lines(p_order uuid, p_extra_minutes int default 0) returns json[] language plpgsql as $$
declare
  o orders;
  v_moved boolean;
  v_pushes json[];
begin
  update orders x set version = x.version + 1, amended = true, last_step = null,
      portions = case when x.portions is not null then (select sum(portions_left(i)) from order_items i where i.order_id = x.id) end,
      cooking_minutes = greatest(least(x.cooking_minutes, cooking_minutes_of(x.id)),
        case when p_extra_minutes > 0 then p_extra_minutes + coalesce(ceil(extract(epoch from now() - x.cooking_started_at) / 60), 0) end)
    where x.id = p_order;
  select * into o from orders x where x.id = p_order;
  v_moved := move_eta(o, '1 minute');
  select * into o from orders x where x.id = p_order;
  v_pushes := array[append_feed(o.account_id, 'order:status_changed',
    status_changed_json(o, (select p.status from payments p where p.id = o.payment_id), o.status))];
  if v_moved then
    v_pushes := v_pushes || append_feed(o.account_id, 'order:eta_changed', eta_changed_json(o, 'amendment'));
  end if;
  return v_pushes;
end $$;

-- Stores what was done to some lines. p_lines as amend_order has them.
create or replace function note_amendments(o orders, p_lines jsonb, p_reason text, p_actor uuid) returns void language sql as $$
  insert into amendments (order_id, number, line, quantity, reason, outcome, substitute, ingredient_ids, quantities, answer_by, actor)
  select o.id, (select count(*) from amendments a where a.order_id = o.id) + row_number() over (order by l.line), l.line, l.quantity, p_reason,
    case when l.substitute is null then 'taken_out' else 'offered' end,
    -- the customer pays what is lower: the price of the portions that are replaced, or that of the substitute
    l.substitute || jsonb_build_object('unit_price', least(i.unit_price * l.quantity, (l.substitute ->> 'unit_price')::bigint * (l.substitute ->> 'quantity')::int)
      / (l.substitute ->> 'quantity')::int),
    l.ingredient_ids, l.quantities,
    case when l.substitute is not null then now() + make_interval(mins => coalesce((select answer_within_minutes from store), 5)) end, p_actor
  from jsonb_to_recordset(p_lines) l(line int, quantity int, substitute jsonb, ingredient_ids uuid[], quantities bigint[])
  join order_items i on i.order_id = o.id and i.line = l.line
$$;

-- Changes lines of an order. p_lines: [{ line, quantity, product_id?, choices?, substitute?, ingredient_ids?, quantities?, unfit_for? }]: so many portions of the
-- line are taken out, or `substitute` is offered instead, an `order_line` that needs so much of each ingredient and that the restrictions `unfit_for`
-- rule out. product_id: this dish leaves the menu too. choices: [{ product_id, choice_id }], which leave it too.
create or replace function amend_order(p_order uuid, p_role text, p_actor uuid, p_lines jsonb, p_reason text) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order);
  v_refusal json;
  v_out jsonb;
  v_offer amendments;
  v_product uuid;
  v_is_new boolean;
  v_pushes json[] := '{}';
begin
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  v_refusal := amendment_refusal(o, p_role, p_lines);
  if v_refusal is not null then
    return v_refusal;
  end if;
  perform 1 from payments where order_id = o.id order by id for no key update;
  -- the line of an open offer changes again
  update amendments a set outcome = 'withdrawn', ended_at = now()
    where a.order_id = o.id and a.outcome = 'offered' and a.line in (select l.line from jsonb_to_recordset(p_lines) l(line int));
  perform keep_placing_answer(o);
  perform note_amendments(o, p_lines, p_reason, p_actor);
  v_out := coalesce((select jsonb_agg(l) from jsonb_array_elements(p_lines) l where jsonb_typeof(l -> 'substitute') is distinct from 'object'), '[]');
  if v_out <> '[]' then
    v_pushes := take_out(o, v_out, p_reason, p_actor);
  end if;
  v_pushes := v_pushes || follow_lines(o.id);
  select * into v_offer from amendments a where a.order_id = o.id and a.outcome = 'offered';
  v_is_new := coalesce(v_offer.line in (select l.line from jsonb_to_recordset(p_lines) l(line int)), false);
  if v_out <> '[]' then
    v_pushes := v_pushes || tell_of_amendment(o, 'amended', dishes_text(o.id, v_out), p_reason);
  end if;
  if v_is_new then
    v_pushes := v_pushes || tell_of_amendment(o, 'substitution_offered', dishes_text(o.id, jsonb_build_array(to_jsonb(v_offer))), p_reason, v_offer);
  end if;
  for v_product in select distinct l.product_id from jsonb_to_recordset(p_lines) l(product_id uuid) where l.product_id is not null order by 1 loop
    v_pushes := v_pushes || array(select json_array_elements(set_availability(v_product, false) -> 'pushes'));
  end loop;
  perform set_choice_availability(c.product_id, c.choice_id, false)
    from jsonb_to_recordset(p_lines) l(choices jsonb) cross join jsonb_to_recordset(l.choices) c(product_id uuid, choice_id uuid);
  if v_is_new then
    -- what is freed and what is reserved is locked together, in the order of the ingredients
    perform lock_stock(v_offer.ingredient_ids || (select r.ingredient_ids from reservations r where r.order_id = o.id));
  end if;
  -- the offer holds nothing yet: what an earlier one held of the same ingredients is not kept for it
  perform free_unneeded(array[o.id], not v_is_new);
  if v_is_new then
    v_pushes := v_pushes || reserve_more(o.id, v_offer.ingredient_ids, v_offer.quantities);
  end if;
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- An offer ends without being accepted: its line is taken out. If nothing would be left of the order, it is rejected for the reason that the kitchen gave.
-- The stock follows in the caller. Returns pushes.
create or replace function end_offer(o orders, a amendments, p_outcome text) returns json[] language plpgsql as $$
declare
  v_line jsonb := jsonb_build_array(jsonb_build_object('line', a.line, 'quantity', a.quantity));
  v_pushes json[];
begin
  update amendments x set outcome = p_outcome, ended_at = now() where x.order_id = a.order_id and x.number = a.number;
  if (select sum(portions_left(i)) from order_items i where i.order_id = o.id) = a.quantity then
    return array(select json_array_elements(change_order_status(o.id, 'rejected', 'system', null, a.reason, null) -> 'pushes'));
  end if;
  v_pushes := take_out(o, v_line, a.reason, a.actor) || follow_lines(o.id);
  return v_pushes || tell_of_amendment(o, case p_outcome when 'expired' then 'substitution_expired' else 'amended' end, dishes_text(o.id, v_line), null, a);
end $$;

-- The customer takes the substitute: it becomes a line of the order, with its own tax rate. What it costs less lowers the bill. Returns pushes.
create or replace function accept_offer(o orders, a amendments) returns json[] language plpgsql as $$
declare
  l order_line := jsonb_populate_record(null::order_line, a.substitute);
  -- of the price of the portions that are replaced, without their part of a discount: what the substitute costs
  v_share numeric;
  v_price bigint;
  v_carried bigint;
  v_rate numeric;
  v_minutes int;
  v_pushes json[] := '{}';
begin
  update amendments x set outcome = 'accepted', ended_at = now() where x.order_id = a.order_id and x.number = a.number;
  select l.unit_price * l.quantity / nullif(i.unit_price * a.quantity, 0)::numeric, round(x.amount::numeric * least(a.quantity, x.quantity) / nullif(x.quantity, 0)),
      -- nothing has a rate where the shop showed no taxes
      case when o.taxes <> '[]' and x.rate is not null then coalesce(l.tax_rate, x.rate) end
    into v_share, v_price, v_rate
    from order_items i join parts_left(o) x on x.line = i.line - 1 where i.order_id = o.id and i.line = a.line;
  v_price := coalesce(v_price, 0);
  v_carried := round(v_price * coalesce(v_share, 1));
  if v_price > v_carried or v_rate is distinct from (select i.tax_rate from order_items i where i.order_id = o.id and i.line = a.line) then
    v_pushes := lower_bill(o.id, jsonb_build_array(jsonb_build_object('line', a.line, 'quantity', a.quantity, 'amount', v_price - v_carried)), a.reason, a.actor,
      jsonb_build_object('line', a.line - 1, 'amount', v_carried, 'rate', v_rate));
  end if;
  update order_items i set removed = i.removed + a.quantity where i.order_id = o.id and i.line = a.line;
  insert into order_items (order_id, line, product_id, name, shown_name, quantity, unit_price, exclude, note, choices, tax_rate, replaces, carried)
  values (o.id, (select max(x.line) + 1 from order_items x where x.order_id = o.id), l.product_id, l.name, l.shown_name, l.quantity, l.unit_price,
    coalesce(l.exclude, '{}'), l.note, coalesce(l.choices, '[]'), v_rate, a.line, v_carried);
  select p.prep_minutes + coalesce((select sum(c.prep_minutes)::int from choices c where c.id = any (chosen_ids(coalesce(l.choices, '[]')))), 0) into v_minutes
    from products p where p.id = l.product_id;
  return v_pushes || follow_lines(o.id, v_minutes);
end $$;

-- The customer answers the offer of an order.
create or replace function answer_substitution(p_order uuid, p_account uuid, p_accept boolean) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order, p_account);
  a amendments;
  v_missing text[];
  v_pushes json[];
begin
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  end if;
  select x.* into a from amendments x where x.order_id = o.id and x.substitute is not null order by x.number desc limit 1;
  if a.outcome is distinct from 'offered' or a.answer_by <= now() then
    return json_strip_nulls(json_build_object('outcome', 'substitution_expired', 'offer', case when a.outcome = 'offered' then 'expired' else a.outcome end,
      'answerBy', rfc3339(a.answer_by)));
  end if;
  perform 1 from payments where order_id = o.id order by id for no key update;
  if p_accept and o.cooking_started_at is not null and a.ingredient_ids <> '{}' then
    -- the kitchen is cooking: what was held leaves the warehouse
    select t.missing into v_missing from take_reserved(o.id, a.ingredient_ids, a.quantities, a.actor) t;
    if v_missing is not null then
      return json_build_object('outcome', 'insufficient_stock', 'ingredients', v_missing);
    end if;
  end if;
  v_pushes := case when p_accept then accept_offer(o, a) else end_offer(o, a, 'declined') end;
  if not p_accept then
    perform return_redemptions(array[x.id]) from orders x where x.id = o.id and x.status = 'rejected';
  end if;
  perform free_unneeded(array[o.id]);
  return json_build_object('outcome', 'changed', 'pushes', to_json(v_pushes));
end $$;

-- Ends at most p_limit offers that were not answered in time. It waits for no customer: an order whose feed head is locked now is left to the next run.
-- The stock and the promotions of all orders are freed at the end, because placing needs their rows.
create or replace function expire_substitutions(p_limit int) returns json language plpgsql as $$
declare
  v_ids uuid[] := array(select a.order_id from amendments a where a.outcome = 'offered' and a.answer_by < now() order by a.answer_by limit p_limit);
  o orders;
  a amendments;
  v_pushes json[] := '{}';
begin
  v_ids := lock_free_orders(v_ids);
  perform 1 from payments p where p.order_id = any (v_ids) order by p.id for no key update;
  -- a statement of its own, so that it sees what was answered before we had the locks
  for a in select x.* from amendments x where x.order_id = any (v_ids) and x.outcome = 'offered' and x.answer_by < now() order by x.order_id loop
    select * into strict o from orders x where x.id = a.order_id;
    v_pushes := v_pushes || end_offer(o, a, 'expired');
  end loop;
  perform return_redemptions(array(select x.id from orders x where x.id = any (v_ids) and x.status = 'rejected'));
  perform free_unneeded(v_ids);
  return json_build_object('pushes', to_json(v_pushes));
end $$;
