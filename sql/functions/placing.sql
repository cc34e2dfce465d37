-- Placing orders.
-- uses: values messages feed estimates orders stock order-limits answers kitchen promotions

-- Locks the stock that a batch needs and allocates it in the order of the batch. An order that cannot be covered is refused and takes nothing. An
-- order that the store can cover waits for the store, and a restock request is opened for what is missing. `levels` is what the refusals leave.
create or replace function allot_stock(p_drafts order_draft[], out drafts order_draft[], out refused int[], out levels json) language plpgsql
  set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 set enable_seqscan = off as $$
declare
  v_ids uuid[];
  v_stock tid[];
  v_free bigint[];
  v_covered bigint[];
  v_minutes int[];
  v_lots bigint[];
  v_asked bigint[];
  v_draft order_draft;
  v_places int[];
  v_quantity bigint;
  v_at int;
  i int;
begin
  select array_agg(l.ingredient_id), array_agg(l.place), array_agg(l.on_hand - l.reserved), array_agg(l.on_hand + l.requested - l.reserved),
      array_agg(g.restock_minutes), array_agg(g.restock_quantity), array_agg(0::bigint)
    into v_ids, v_stock, v_free, v_covered, v_minutes, v_lots, v_asked
    from lock_stock(array(select x from unnest(p_drafts) d, unnest(d.ingredient_ids) x)) l join ingredients g on g.id = l.ingredient_id;
  refused := '{}';
  foreach v_draft in array p_drafts loop
    v_places := array(select array_position(v_ids, x.id) from unnest(v_draft.ingredient_ids) with ordinality x(id, o) order by x.o);
    for i in 1 .. cardinality(v_places) loop
      v_at := v_places[i];
      if v_at is null or (v_minutes[v_at] is null and v_covered[v_at] < v_draft.quantities[i]) then
        refused := refused || v_draft.n;
        exit;
      end if;
    end loop;
    continue when v_draft.n = any (refused);
    for i in 1 .. cardinality(v_places) loop
      v_at := v_places[i];
      v_quantity := v_draft.quantities[i];
      if v_covered[v_at] < v_quantity then
        v_asked[v_at] := v_asked[v_at] + greatest(v_lots[v_at], v_quantity - v_covered[v_at]);
        v_covered[v_at] := v_covered[v_at] + greatest(v_lots[v_at], v_quantity - v_covered[v_at]);
      end if;
      if v_free[v_at] < v_quantity then
        v_draft.restock_minutes := greatest(v_draft.restock_minutes, coalesce(v_minutes[v_at], 0));
      end if;
      v_free[v_at] := v_free[v_at] - v_quantity;
      v_covered[v_at] := v_covered[v_at] - v_quantity;
    end loop;
    drafts := drafts || v_draft;
  end loop;
  with asked as (
    select a.* from unnest(v_ids, v_stock, v_asked, v_minutes) a(id, place, quantity, minutes) where a.quantity > 0
  ), opened as (
    insert into restock_requests (ingredient_id, quantity, due_at) select a.id, a.quantity, now() + make_interval(mins => a.minutes) from asked a
  )
  update stock s set requested = s.requested + a.quantity, changes = s.changes + 1 from asked a where s.ctid = a.place;
  levels := (select json_agg(json_build_array(l.id, l.free, l.covered)) from unnest(v_ids, v_free, v_covered) l(id, free, covered));
end $$;

-- Refuses, without a lock, the orders for which there is too little even if they were alone: what is sold out is refused at the cost of a look. `scarce`:
-- what is left does not cover all the others, so their stock has to be allotted. `levels`: [ingredient, free, covered].
create or replace function refuse_sold_out(p_drafts order_draft[], out refused int[], out scarce boolean, out levels json) language plpgsql stable
  set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 set enable_seqscan = off set enable_bitmapscan = off as $$
begin
  with needed as materialized (
    select d.n, x.id, x.quantity from unnest(p_drafts) d, unnest(d.ingredient_ids, d.quantities) x(id, quantity)
  ), level as materialized (
    select i.id, s.on_hand - s.reserved as free, s.on_hand + s.requested - s.reserved as covered, g.restock_minutes is not null as comes
    from (select distinct x.id from needed x) i join ingredients g on g.id = i.id cross join stock_of(i.id) s
  ), gone as materialized (
    select distinct x.n from needed x left join level l on l.id = x.id where l.id is null or (not l.comes and l.covered < x.quantity)
  )
  select coalesce((select array_agg(g.n) from gone g), '{}'), (select json_agg(json_build_array(l.id, l.free, l.covered)) from level l),
      exists (select from needed x join level l on l.id = x.id where x.n not in (select g.n from gone g) group by l.id, l.free having sum(x.quantity) > l.free)
    into refused, levels, scarce;
end $$;

-- Places a batch of orders. Each has its own outcome; a refused order never fails another one.
-- The caller has validated everything: a cast error would fail the batch.
--
-- p_batch: rows of `order_draft` as a node has worked them out (src/orders/drafts.ts), numbered from 1. With the provider 'door' the courier
-- collects the money; any other has pay_minutes, the time to pay.
-- Returns { placed: [{ n, placed }], others: [{ n, first, outcome, answer }], levels, pushes }. `placed` is what was decided here about a new order: together
-- with what was worked out it is the answer, and the `answer` of a repeated request is the same (placing_answer). A request that repeats another
-- one of the batch (`first`) has the same outcome. The outcome of an order that was worked out from an older shop is 'outdated', and that of an
-- order whose feed head is locked is 'busy': the caller tries both again. With 'insufficient_stock', `levels` is the stock for which it was refused:
-- [ingredient, free, covered].
--
-- Locks, in the order of all functions (docs/locks.md): feed heads by account, quarters of an hour by time, new orders and payments, promotions, stock by ingredient.
-- The plans are generic, because planning each batch anew would cost more than the work of a small batch. They are kept, so none may read a table whole:
-- one that was made while a table was empty would still do so with thousands of orders in it.
-- Where the stock looks plentiful, its rows are locked last, because every batch needs them. If the stock then does not suffice, the batch
-- fails as a serialization failure; the second run finds the stock scarce and locks its rows first.
create or replace function place_orders(p_batch jsonb) returns json language plpgsql
  set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 set enable_seqscan = off set enable_bitmapscan = off as $$
declare
  v_drafts order_draft[] := array(select d from jsonb_populate_recordset(null::order_draft, p_batch) d);
  v_ids uuid[];
  v_quantities bigint[];
  v_outcomes text[];
  v_first int[];
  v_answers json[];
  v_seqs bigint[];
  v_heads uuid[];
  v_store store;
  v_scarce boolean;
  v_promoted boolean;
  v_mailed uuid[];
  v_refused int[];
  v_now text := rfc3339(now());
  v_placed json;
  v_pushes json;
  v_low json;
  v_levels json;
begin
  select * into strict v_store from store;

  -- 1: the feed heads. We do not wait for a head that another transaction holds: its orders are 'busy', and the others are placed.
  -- A separate statement, so that the next one sees what earlier holders of the heads have committed.
  v_heads := array(
    select h.account_id from feed_heads h where h.account_id = any (array(select d.account_id from unnest(v_drafts) d))
    order by h.account_id for no key update skip locked);

  -- 2: classify. What the node found comes first, then what only the customer's rows tell.
  with seen as materialized (
    select d.n, d.account_id, d.body_hash, d.version, d.refusal, d.unfit_for, d.payment_method, d.provider, d.portions, d.total, d.promotion_id is not null as promoted,
      h.seq as head, a.dietary_restrictions, a.blocked, a.mailed, a.limits,
      u.open, u.unpaid, coalesce(x.body_hash, s.body_hash) as seen_hash, coalesce(x.answer, s.answer) as seen_answer, (o.found).id as seen_order,
      first_value(d.n) over w as first_n, first_value(d.body_hash) over w as first_hash
    from unnest(v_drafts) d
    -- `offset 0`: each order looks up its own rows. Left free, the planner joins the tables first, and counts the open orders of all accounts.
    cross join lateral (
      select a.dietary_restrictions, a.blocked_at is not null as blocked, wants_mail(a) as mailed, limits_of(v_store.limits, a.first_delivered_at is not null) as limits
      from accounts a where a.id = d.account_id offset 0
    ) a
    cross join lateral (select h.seq from feed_heads h where h.account_id = d.account_id offset 0) h
    cross join lateral open_orders(d.account_id, counted_orders(a.limits)) u
    left join answers_to(array(select q.account_id from unnest(v_drafts) q), array(select q.request_id from unnest(v_drafts) q)) x on x.account_id = d.account_id and x.request_id = d.request_id
    left join lateral (select o as found from orders o where o.account_id = d.account_id and o.request_id = d.request_id offset 0) o on true
    -- `case`, because the planner moves the condition behind the join, and would make an answer of nothing for every new order
    left join lateral (select (o.found).body_hash, case when is_answered(o.found) then placing_answer(o.found) end as answer where is_answered(o.found)) s on x.body_hash is null
    window w as (partition by d.account_id, d.request_id order by d.n)
  ), possible as materialized (
    select s.*, case
        when s.account_id <> all (v_heads) then 'busy'
        when s.seen_hash = s.body_hash then 'replayed'
        when s.seen_hash is not null or s.seen_order is not null or s.first_hash <> s.body_hash then 'request_id_reused'
        when s.first_n <> s.n then 'twin'
        when s.version <> v_store.version then 'outdated'
        when s.refusal is not null then s.refusal
        when s.dietary_restrictions && s.unfit_for then 'dietary_conflict'
        else 'placed'
      end as verdict
    from seen s
  ), judged as (
    -- the orders of the account that stand earlier in this batch count too
    select p.*, case when p.verdict <> 'placed' then p.verdict else coalesce(limit_obstacle(p.limits, p.blocked,
        p.open + count(*) filter (where p.verdict = 'placed') over earlier,
        p.unpaid + count(*) filter (where p.verdict = 'placed' and p.provider <> 'door') over earlier,
        p.payment_method, p.portions, p.total), 'placed') end as outcome
    from possible p window earlier as (partition by p.account_id order by p.n rows between unbounded preceding and 1 preceding)
  )
  select array_agg(j.outcome order by j.n), array_agg(j.first_n order by j.n), array_agg(j.seen_answer order by j.n),
      array_agg(j.head order by j.n), bool_or(j.promoted and j.outcome = 'placed'), array_agg(j.account_id) filter (where j.mailed)
    into v_outcomes, v_first, v_answers, v_seqs, v_promoted, v_mailed from judged j;
  v_drafts := array(select d from unnest(v_drafts) d where v_outcomes[d.n] = 'placed' order by d.n);
  if v_store.orders_per_quarter_hour is not null and v_drafts <> '{}' then
    v_refused := without_place(v_drafts, v_store.orders_per_quarter_hour);
    v_outcomes := array(select case when o.n = any (v_refused) then 'slot_full' else o.outcome end from unnest(v_outcomes) with ordinality o(outcome, n) order by o.n);
    v_drafts := array(select d from unnest(v_drafts) d where d.n <> all (v_refused) order by d.n);
  end if;
  if v_promoted and v_drafts <> '{}' then
    v_refused := unredeemable(v_drafts);
    if v_refused <> '{}' then
      v_drafts := array(select d from unnest(v_drafts) d where d.n <> all (v_refused) order by d.n);
      v_outcomes := array(select case when o.n = any (v_refused) then 'promotion_not_valid' else o.outcome end
        from unnest(v_outcomes) with ordinality o(outcome, n) order by o.n);
    end if;
  end if;

  if v_drafts <> '{}' then
    -- 3: read the stock without a lock.
    select array_agg(t.ingredient_id), array_agg(t.quantity), coalesce(bool_or(s.ingredient_id is null or s.on_hand - s.reserved < t.quantity), false)
      into v_ids, v_quantities, v_scarce
      from (
        select x.ingredient_id, sum(x.quantity)::bigint as quantity
        from unnest(v_drafts) d, unnest(d.ingredient_ids, d.quantities) x(ingredient_id, quantity) group by x.ingredient_id
      ) t left join stock_of(t.ingredient_id) s on true;
    if v_scarce then
      select r.refused, r.scarce, r.levels into v_refused, v_scarce, v_levels from refuse_sold_out(v_drafts) r;
      if v_scarce then
        select coalesce(a.drafts, '{}'), a.refused, a.levels into v_drafts, v_refused, v_levels from allot_stock(v_drafts) a;
      else
        v_drafts := array(select d from unnest(v_drafts) d where d.n <> all (v_refused) order by d.n);
      end if;
      select array_agg(t.ingredient_id), array_agg(t.quantity) into v_ids, v_quantities
        from (
          select x.ingredient_id, sum(x.quantity)::bigint as quantity
          from unnest(v_drafts) d, unnest(d.ingredient_ids, d.quantities) x(ingredient_id, quantity) group by x.ingredient_id
        ) t;
      select array_agg(case when o.n = any (v_refused) then 'insufficient_stock' else o.outcome end order by o.n) into v_outcomes
        from unnest(v_outcomes) with ordinality o(outcome, n);
    end if;
  end if;

  if v_drafts <> '{}' then
    -- 4: the orders and their events.
    with draft as materialized (
      select d.*, case when d.provider = 'door' then 'placed' else 'awaiting_payment' end as status,
        case when d.total = 0 then 'succeeded' when d.provider = 'door' then 'requires_capture' else 'requires_payment_method' end as payment_status,
        case when d.provider <> 'door' then now() + make_interval(mins => d.pay_minutes) end as pay_by,
        v_seqs[d.n] + row_number() over (partition by d.account_id order by d.n) as seq, x.expected, greatest(now(), x.expected - make_interval(mins => v_store.early_minutes::int)) as earliest,
        x.expected + make_interval(mins => v_store.late_minutes::int) as latest
      from unnest(v_drafts) d
      cross join lateral (
        select expected_at('placed', begins_at(now(), d.restock_minutes, d.queue_minutes, d.busy_minutes), null, null, d.cooking_minutes, d.ride_minutes, d.deliver_at) as expected
      ) x
    ), ordered as (
      insert into orders (id, account_id, request_id, body_hash, skipped, status, payment_id, currency, subtotal, discount, delivery_fee, tip, promotion_code, promotion_name, area, delivery, deliver_at, note,
        pay_by, cooking_minutes, delivery_minutes, restock_minutes, queue_minutes, busy_minutes, portions, slot,
        eta_earliest, eta_placed, eta_latest, eta_promised, timeline, taxes, released_at)
      select d.order_id, d.account_id, d.request_id, d.body_hash, d.skipped, d.status, d.payment_id, v_store.currency, d.subtotal, d.discount, d.delivery_fee, d.tip, d.promotion_code, d.promotion_name, d.area, d.delivery,
        d.deliver_at, d.note, d.pay_by, d.cooking_minutes, d.ride_minutes, d.restock_minutes, d.queue_minutes, d.busy_minutes, d.portions, d.slot,
        d.earliest, d.earliest, d.latest, d.latest,
        jsonb_build_array(jsonb_build_object('status', d.status, 'at', v_now)), d.taxes,
        -- one whose work begins soon waits for no release
        case when work_begins_at(d.deliver_at, d.cooking_minutes, d.ride_minutes) <= now() + release_lead() then now() end
      from draft d order by d.n
      returning orders.*
    ), paid as (
      insert into payments (id, order_id, method, provider, status, amount, currency, request_id)
      select d.payment_id, d.order_id, d.payment_method, d.provider, d.payment_status, d.total, v_store.currency, d.request_id
      from draft d
    ), asked as (
      insert into provider_calls (id, payment_id, kind, due_at) select uuid_v7(), d.payment_id, 'create', now() + head_start() from draft d where d.provider <> 'door'
    ), lined as (
      insert into order_items (order_id, line, product_id, name, shown_name, quantity, unit_price, exclude, note, choices, tax_rate)
      select d.order_id, l.line, l.product_id, l.name, l.shown_name, l.quantity, l.unit_price, l.exclude, l.note, l.choices, l.tax_rate
      from draft d cross join unnest(d.lines) with ordinality l(product_id, quantity, exclude, note, name, shown_name, unit_price, choices, tax_rate, line)
    ), held as (
      insert into reservations (order_id, ingredient_ids, quantities)
      select d.order_id, d.ingredient_ids, d.quantities from draft d where cardinality(d.ingredient_ids) > 0
    ), planned as (
      insert into planned_reservations (order_id, ingredient_ids, quantities)
      select d.order_id, d.later_ids, d.later_quantities from draft d where d.later_ids is not null
    ), told as materialized (
      select d.n, d.account_id, d.seq, status_changed_json(o, d.payment_status, null) as data,
        json_build_object('number', o.number, 'status', o.status, 'paymentStatus', d.payment_status, 'earliest', o.eta_earliest, 'latest', o.eta_latest,
          'placedAt', o.placed_at) as placed
      from draft d join ordered o on o.id = d.order_id
    ), fed as (
      insert into feed_events (account_id, seq, event, data) select t.account_id, t.seq, 'order:status_changed', t.data from told t
    ), waiting as (
      insert into outbox (account_ids, seqs) select array_agg(d.account_id), array_agg(d.seq) from draft d returning id
    ), moved as (
      update feed_heads h set seq = m.seq
      from (select d.account_id, max(d.seq) as seq from draft d group by d.account_id) m where h.account_id = m.account_id
    )
    select json_agg(json_build_object('n', t.n, 'placed', t.placed)),
        json_agg(json_build_object('outboxId', w.id, 'accountId', t.account_id, 'seq', t.seq, 'event', 'order:status_changed', 'at', v_now, 'data', t.data::text)
          order by t.n)
      into v_placed, v_pushes
      from told t, waiting w;

    if v_mailed is not null then
      perform mail_of_order(d.account_id, 'order_placed', jsonb_build_object('orderId', d.order_id), d.order_id::text)
        from unnest(v_drafts) d where d.account_id = any (v_mailed) and d.provider = 'door';
    end if;
    if v_promoted then
      perform redeem(v_drafts);
    end if;

    -- 5: the stock last, because every batch needs its rows; scarce rows are locked already.
    v_low := reserve_stock(v_ids, v_quantities, v_scarce);
    if v_low is not null then
      v_pushes := (v_pushes::jsonb || v_low::jsonb)::json;
    end if;
  end if;

  return json_build_object(
    'placed', coalesce(v_placed, '[]'),
    'others', (
      select coalesce(json_agg(json_build_object('n', o.n, 'first', v_first[o.n], 'answer', v_answers[o.n],
        'outcome', coalesce(nullif(o.outcome, 'twin'), v_outcomes[v_first[o.n]])) order by o.n), '[]')
      from unnest(v_outcomes) with ordinality o(outcome, n) where o.outcome <> 'placed'),
    'levels', v_levels, 'pushes', v_pushes);
end $$;

-- Waits for the customer's feed head behind the others who want it, for up to two seconds.
create or replace function wait_for_head(p_account uuid) returns void language plpgsql set lock_timeout = '2s' as $$
begin
  perform from feed_heads h where h.account_id = p_account for no key update;
exception when lock_not_available then
  null;
end $$;

-- Places an order whose customer's feed head was locked whenever a batch came: it waits for its turn, and delays no other customer. Returns what
-- place_orders returns; the outcome is 'busy' if the turn does not come.
create or replace function place_order_in_turn(p_account uuid, p_batch jsonb) returns json language plpgsql as $$
begin
  perform wait_for_head(p_account);
  return place_orders(p_batch);
end $$;
