-- Gives money of an order back, wherever it is: at a payment service, with a courier, or still to be collected.
-- uses: values feed totals adjustments orders payments refunds ledger

-- How much the customer of an order with this payment can get back, or need not pay: never more than was paid less what went back, in whichever way.
create or replace function refundable(o orders, p payments) returns bigint language sql stable
return least(order_total(o) - o.adjusted, case
  when p.status in ('succeeded', 'partially_refunded') then not_refunded(p)
  when p.status = 'requires_capture' then p.amount
  else 0 end);

-- Takes what was asked for out of the parts that are left (`parts_left`): each array has an entry for each part. A refusal: { outcome, … }.
-- An amount is taken out of the lines and the delivery in proportion, and only what is more than these out of the tip.
create or replace function take_parts(o orders, p_asked jsonb, p_most bigint, out refusal json, out parts text[], out lines int[], out rates numeric[],
  out lefts bigint[], out quantities int[], out amounts bigint[])
language plpgsql as $$
declare
  v_portions int[];
  v_goods bigint[];
  v_tips bigint[];
  v_amount bigint := (p_asked ->> 'amount')::bigint;
begin
  select array_agg(l.part order by l.line, l.part), array_agg(l.line order by l.line, l.part), array_agg(l.rate order by l.line, l.part),
      array_agg(l.amount order by l.line, l.part), array_agg(l.quantity order by l.line, l.part)
    into parts, lines, rates, lefts, v_portions from parts_left(o) l;
  select json_build_object('outcome', case when l.line is null then 'line_not_found' else 'line_quantity_too_large' end,
      'line', a.line, 'quantity', l.quantity)
    into refusal
    from jsonb_to_recordset(coalesce(p_asked -> 'lines', '[]')) a(line int, quantity int)
    left join unnest(lines, v_portions) l(line, quantity) on l.line = a.line
    where l.line is null or a.quantity > l.quantity order by a.line limit 1;
  if refusal is not null then
    return;
  end if;
  select array_agg(case when l.part = 'tip' then 0 else l.amount end order by l.n), array_agg(case when l.part = 'tip' then l.amount else 0 end order by l.n),
      array_agg(case when (p_asked ->> 'all')::boolean then coalesce(l.quantity, 0) else coalesce(a.quantity, 0) end order by l.n),
      array_agg(case
        when (p_asked ->> 'all')::boolean then l.amount
        when l.part = 'delivery' then case when (p_asked ->> 'delivery')::boolean then l.amount else 0 end
        when a.amount is not null then least(a.amount, l.amount)
        when a.quantity > 0 then round(l.amount::numeric * a.quantity / l.quantity)
        else 0 end order by l.n)
    into v_goods, v_tips, quantities, amounts
    from unnest(parts, lines, v_portions, lefts) with ordinality l(part, line, quantity, amount, n)
    left join jsonb_to_recordset(coalesce(p_asked -> 'lines', '[]')) a(line int, quantity int, amount bigint) on a.line = l.line;
  if (p_asked ->> 'all')::boolean and p_most < (select sum(x) from unnest(lefts) x) then
    -- some of it has gone back in another way
    v_amount := p_most;
    quantities := array_fill(0, array[cardinality(lefts)]);
  end if;
  if v_amount is not null then
    v_amount := least(v_amount, (select sum(x) from unnest(lefts) x));
    select array_agg(g.share + t.share order by n) into amounts
      from unnest(shares_of(least(v_amount, (select sum(x) from unnest(v_goods) x)::bigint), v_goods)) with ordinality g(share, n)
      join unnest(shares_of(greatest(0, v_amount - (select sum(x) from unnest(v_goods) x)::bigint), v_tips)) with ordinality t(share, n) using (n);
  end if;
end $$;

-- Gives a part of a locked order back, for `order:refund` and `order:amend`: writes the adjustment, and moves the money of the order's payment.
-- p_asked: { lines?: [{ line, quantity, amount? }], delivery?: true } (a line counts from 0; with `amount` its money is not in proportion to the
-- portions, which may be 0), { amount } or { all: true }; `moved`: { line, amount, rate }, so much of a line is paid for what replaces it, which has
-- another tax rate. Was it paid, a refund is requested, or has to be made by hand where the courier collected the
-- money. Is it still to be paid at the door, the courier collects less, and nothing once nothing is left.
-- Returns { outcome: 'changed', number, pushes } or a refusal. Other functions change the lines of an order, its stock and its status.
create or replace function adjust_order(o orders, p_kind text, p_asked jsonb, p_reason text, p_actor uuid, p_refund_reason text default null)
returns json language plpgsql as $$
declare
  p payments;
  a order_adjustments;
  v_most bigint;
  v_asked bigint;
  v_taken record;
  v_moved jsonb := p_asked -> 'moved';
  v_push json;
  v_pushes json[];
begin
  select * into strict p from payments where id = o.payment_id for no key update;
  -- never below zero: what was refunded may be disputed too
  v_most := greatest(0, refundable(o, p));
  if v_most <= 0 and p_kind = 'refund' then
    return json_build_object('outcome', 'nothing_to_refund');
  end if;
  select * into v_taken from take_parts(o, p_asked, v_most);
  if v_taken.refusal is not null then
    return v_taken.refusal;
  end if;
  v_asked := coalesce((p_asked ->> 'amount')::bigint, (select sum(x) from unnest(v_taken.amounts) x)::bigint);
  if v_asked > v_most and p_kind = 'refund' then
    return json_build_object('outcome', 'refund_too_large', 'refundable', money(v_most, o.currency));
  elsif v_asked > v_most then
    -- what is amended is amended, and the customer has some of the money already
    v_taken.amounts := shares_of(v_most, v_taken.amounts);
  elsif v_asked = 0 and p_kind = 'refund' then
    return json_build_object('outcome', 'already_refunded', 'refundable', money(v_most, o.currency));
  end if;

  a.order_id := o.id;
  a.number := (select coalesce(max(x.number), 0) + 1 from order_adjustments x where x.order_id = o.id);
  a.kind := p_kind;
  a.reason := p_reason;
  a.actor := p_actor;
  a.at := now();
  select coalesce(jsonb_agg(jsonb_build_object('line', t.line, 'quantity', t.quantity, 'amount', t.amount) order by t.line)
        filter (where t.part = 'line' and (t.quantity > 0 or t.amount > 0)), '[]'),
      sum(t.amount) filter (where t.part = 'delivery'), sum(t.amount) filter (where t.part = 'tip'), sum(t.amount),
      taxes_taken(array_agg(t.rate) || (v_moved ->> 'rate')::numeric, array_agg(t.before) || 0::bigint,
        array_agg(t.before - t.amount - case when t.line = (v_moved ->> 'line')::int then (v_moved ->> 'amount')::bigint else 0 end)
          || (v_moved ->> 'amount')::bigint)
    into a.lines, a.delivery, a.tip, a.amount, a.taxes
    from unnest(v_taken.parts, v_taken.lines, v_taken.rates, v_taken.lefts, v_taken.quantities, v_taken.amounts)
      t(part, line, rate, before, quantity, amount);

  if a.amount > 0 and p.status in ('succeeded', 'partially_refunded') then
    a.refund_id := request_refund(p, a.amount, p.currency,
      coalesce(p_refund_reason, case p_kind when 'refund' then 'refunded_by_shop' else 'order_amended' end));
  elsif a.amount > 0 then
    update payments x set amount = x.amount - a.amount, updated_at = now() where x.id = p.id returning * into p;
  end if;
  insert into order_adjustments values (a.*);
  if is_charged(o.id) then
    perform post_adjustment(o, a);
  end if;
  -- the money has moved: the step before can no longer be undone
  update orders x set adjusted = x.adjusted + a.amount, version = x.version + 1, last_step = null where x.id = o.id returning * into o;
  v_pushes := array[append_feed(o.account_id, 'order:adjusted', adjusted_json(o, a))];
  if p.status = 'requires_capture' and p.amount = 0 then
    v_push := move_payment(p.id, 'canceled', 'refund');
    v_pushes := v_pushes || v_push;
  end if;
  return json_build_object('outcome', 'changed', 'number', a.number, 'pushes', to_json(v_pushes));
end $$;

-- A manager gives money back. The arguments are those of `order:refund`.
create or replace function refund_order(p_order uuid, p_actor uuid, p_asked jsonb, p_currency text, p_reason text) returns json language plpgsql as $$
declare
  o orders := lock_order(p_order);
  -- its portions may be replaced at any moment
  v_offer json := open_offer(o.id);
begin
  if o.id is null then
    return json_build_object('outcome', 'order_not_found');
  elsif p_currency <> o.currency then
    return json_build_object('outcome', 'currency_mismatch', 'currency', o.currency);
  elsif v_offer is not null then
    return v_offer;
  end if;
  return adjust_order(o, 'refund', p_asked, p_reason, p_actor);
end $$;
