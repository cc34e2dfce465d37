-- Placing orders.
-- uses: values hours feed estimates lines options orders stock order-limits answers

-- Locks the stock that a batch needs and allocates it in the order of the batch. An order that cannot be covered is refused and takes nothing. An
-- order that the store can cover waits for the store, and a restock request is opened for what is missing.
create or replace function allot_scarce_stock(p_drafts order_draft[], out drafts order_draft[], out refused int[]) language plpgsql
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
end $$;

-- Places a batch of orders. Each has its own outcome; a refused order never fails another one.
-- The caller has validated everything: a cast error would fail the batch.
--
-- p_batch: [{ account, requestId, bodyHash (hex), orderId, paymentId, paymentMethod, provider, payMinutes, items, delivery, note,
--   acceptDietaryConflicts, expectedTotal }]. With the provider 'door' the courier collects the money; any other has payMinutes, the time to pay.
-- Returns { placed: [{ n, placed }], others: [{ n, first, outcome, answer }], pushes }; n counts from 1. `placed` is what was computed for a new
-- order: together with the request it is the answer, and the `answer` of a repeated request is the same (placing_answer). A request that repeats
-- another one of the batch (`first`) has the same outcome. The outcome of an order whose feed head is locked is 'busy': the caller tries again.
--
-- Locks, in the order of all functions (docs/locks.md): feed heads by account, new orders and payments, stock by ingredient.
-- The plans are generic, because planning each batch anew would cost more than the work of a small batch.
-- What only some orders have (choices, another language) is behind a condition that is tested before the work: the condition of a lateral join is not.
-- Where the stock looks plentiful, its rows are locked last, because every batch needs them. If the stock then does not suffice, the batch
-- fails as a serialization failure; the second run finds the stock scarce and locks its rows first.
create or replace function place_orders(p_batch jsonb) returns json language plpgsql
  set plan_cache_mode = force_generic_plan set random_page_cost = 1.1 set enable_bitmapscan = off as $$
declare
  v_requests order_request[];
  v_lines order_line[];
  v_drafts order_draft[];
  v_ids uuid[];
  v_quantities bigint[];
  v_outcomes text[];
  v_first int[];
  v_answers json[];
  v_heads uuid[];
  v_store store;
  v_scarce boolean;
  v_refused int[];
  v_now text := rfc3339(now());
  v_placed json;
  v_pushes json;
  v_low json;
begin
  select array_agg(row(r.o, (r.e ->> 'account')::uuid, (r.e ->> 'requestId')::uuid, decode(r.e ->> 'bodyHash', 'hex'),
      (r.e ->> 'orderId')::uuid, (r.e ->> 'paymentId')::uuid, r.e ->> 'paymentMethod', r.e ->> 'provider', (r.e ->> 'payMinutes')::int, (r.e -> 'delivery') - 'at',
      (r.e #>> '{delivery,at}')::timestamptz, r.e ->> 'note', coalesce((r.e ->> 'acceptDietaryConflicts')::boolean, false),
      r.e -> 'skipped', (r.e #>> '{expectedTotal,amount}')::bigint, r.e #>> '{expectedTotal,currency}')::order_request order by r.o)
    into v_requests from jsonb_array_elements(p_batch) with ordinality r(e, o);
  select array_agg(row(r.o, i.o, (i.item ->> 'productId')::uuid, (i.item ->> 'quantity')::int,
      case when i.item ? 'exclude' then array(select x::uuid from jsonb_array_elements_text(i.item -> 'exclude') x) else '{}' end,
      i.item ->> 'note',
      case when i.item ? 'choices' then array(select x::uuid from jsonb_array_elements_text(i.item -> 'choices') x) else '{}' end)::order_line)
    into v_lines
    from jsonb_array_elements(p_batch) with ordinality r(e, o), jsonb_array_elements(r.e -> 'items') with ordinality i(item, o);
  select * into strict v_store from store;

  -- 1: the feed heads. We do not wait for a head that another transaction holds: its orders are 'busy', and the others are placed.
  -- A separate statement, so that the next one sees what earlier holders of the heads have committed.
  v_heads := array(
    select h.account_id from feed_heads h where h.account_id = any (array(select r.account_id from unnest(v_requests) r))
    order by h.account_id for no key update skip locked);

  -- 2: classify, price, number, and explode the recipes.
  with seen as materialized (
    select r.*, h.seq as head, case when a.locale = v_store.locales[1] then a.locale else language_of(a.locale, v_store.locales) end as language, a.dietary_restrictions, a.blocked_at is not null as blocked, limits_of(v_store.limits, a.first_delivered_at is not null) as limits,
      u.open, u.unpaid, coalesce(x.body_hash, s.body_hash) as seen_hash, coalesce(x.answer, s.answer) as seen_answer, o.id as seen_order,
      first_value(r.n) over w as first_n, first_value(r.body_hash) over w as first_hash
    from unnest(v_requests) r
    join accounts a on a.id = r.account_id
    join feed_heads h on h.account_id = r.account_id
    cross join lateral open_orders(a.id) u
    left join answers_to(array(select q.account_id from unnest(v_requests) q), array(select q.request_id from unnest(v_requests) q)) x on x.account_id = r.account_id and x.request_id = r.request_id
    left join orders o on o.account_id = r.account_id and o.request_id = r.request_id
    left join lateral (select o.body_hash, placing_answer(o) as answer where is_answered(o)) s on x.body_hash is null
    window w as (partition by r.account_id, r.request_id order by r.n)
  ), priced as materialized (
    select l.n, bool_and(p.id is not null) as known, bool_and(p.available) as available,
      bool_or(coalesce(p.hours, k.hours) is not null) as timed, sum((p.price + coalesce(c.price, 0)) * l.quantity)::bigint as subtotal,
      sum(l.quantity) as portions,
      cooking_minutes(max(p.prep_minutes + coalesce(c.prep_minutes, 0)), sum(l.quantity)) as cooking_minutes,
      bool_or(cardinality(l.choices) > 0 or p.min_choices > 0) as chooses, bool_or(cardinality(l.exclude) > 0) as excludes,
      json_agg(case when c.chosen is null then json_build_array(text_in(p.name, p.translations, 'name', s.language), p.price)
        else json_build_array(text_in(p.name, p.translations, 'name', s.language), p.price + coalesce(c.price, 0), c.chosen) end order by l.line) as lines
    from unnest(v_lines) l join seen s on s.n = l.n left join products p on p.id = l.product_id and p.retired_at is null
    left join categories k on k.id = p.category_id
    left join lateral (
      select y.* from (
        select sum(x.price)::bigint as price, sum(x.prep_minutes)::int as prep_minutes, chosen_json(l.choices, s.language) as chosen
        from choices x where x.id = any (l.choices) and x.product_id = l.product_id
      ) y where cardinality(l.choices) > 0
    ) c on true
    group by l.n
  ), needed as materialized (
    select u.n, u.ingredient_id, sum(u.quantity)::bigint as quantity
    from (
      select l.n, r.ingredient_id, r.quantity * l.quantity as quantity
      from unnest(v_lines) l join recipes r on r.product_id = l.product_id and r.ingredient_id <> all (l.exclude)
      union all
      select l.n, r.ingredient_id, r.quantity * l.quantity from unnest(v_lines) l cross join unnest(l.choices) x join choice_recipes r on r.choice_id = x
    ) u group by u.n, u.ingredient_id
  ), need as (
    select x.n, array_agg(x.ingredient_id) as ingredient_ids, array_agg(x.quantity) as quantities from needed x group by x.n
  ), possible as materialized (
    select s.*, p.subtotal, p.portions, p.cooking_minutes, p.lines, x.fault, case
        when s.account_id <> all (v_heads) then 'busy'
        when s.seen_hash = s.body_hash then 'replayed'
        when s.seen_hash is not null or s.seen_order is not null or s.first_hash <> s.body_hash then 'request_id_reused'
        when s.first_n <> s.n then 'twin'
        when not p.known then 'product_not_found'
        when x.fault is not null then x.fault
        when p.excludes and exists (
          select from bad_exclusions(array(select l from unnest(v_lines) l where l.n = s.n))) then 'ingredient_not_removable'
        when not delivery_time_possible(s.deliver_at) then 'delivery_time_not_possible'
        when not p.available then 'product_unavailable'
        when p.timed and exists (
          select from unnest(v_lines) l join products d on d.id = l.product_id join categories c on c.id = d.category_id
          where l.n = s.n and not is_within(coalesce(d.hours, c.hours), '{}', coalesce(s.deliver_at, now()) at time zone v_store.time_zone)) then 'product_unavailable'
        when cardinality(s.dietary_restrictions) > 0 and not s.accept_dietary_conflicts and exists (
          select from dietary_conflicts(array(select l from unnest(v_lines) l where l.n = s.n), s.dietary_restrictions)) then 'dietary_conflict'
        when s.expected_total <> p.subtotal + v_store.delivery_fee or s.expected_currency <> v_store.currency then 'price_changed'
        else coalesce(opening_obstacle(v_store, coalesce(s.deliver_at, now())), 'placed')
      end as verdict
    from seen s join priced p on p.n = s.n
    cross join lateral (select case when p.chooses then choice_fault(array(select l from unnest(v_lines) l where l.n = s.n)) end as fault) x
  ), judged as materialized (
    -- the orders of the account that stand earlier in this batch count too
    select p.*, case when p.verdict <> 'placed' then p.verdict else coalesce(limit_obstacle(p.limits, p.blocked,
        p.open + count(*) filter (where p.verdict = 'placed') over earlier,
        p.unpaid + count(*) filter (where p.verdict = 'placed' and p.provider <> 'door') over earlier,
        p.payment_method, p.portions, p.subtotal + v_store.delivery_fee), 'placed') end as outcome
    from possible p window earlier as (partition by p.account_id order by p.n rows between unbounded preceding and 1 preceding)
  ), total as (
    select array_agg(t.ingredient_id) as ingredient_ids, array_agg(t.quantity) as quantities
    from (
      select x.ingredient_id, sum(x.quantity)::bigint as quantity from needed x join judged j on j.n = x.n and j.outcome = 'placed' group by x.ingredient_id
    ) t
  ), batch as (
    select array_agg(j.outcome order by j.n) as outcomes, array_agg(j.first_n order by j.n) as first, array_agg(j.seen_answer order by j.n) as answers,
      array_agg(row(j.n, j.account_id, j.request_id, j.body_hash, j.order_id, j.payment_id, j.payment_method, j.provider,
        j.pay_minutes, j.delivery, j.deliver_at, j.note, j.skipped,
        j.head, j.subtotal, j.cooking_minutes, ride_minutes(v_store, j.delivery), 0, j.lines,
        coalesce(need.ingredient_ids, '{}'), coalesce(need.quantities, '{}'), j.language)::order_draft order by j.n) filter (where j.outcome = 'placed') as drafts
    from judged j left join need on need.n = j.n
  )
  select batch.outcomes, batch.first, batch.answers, batch.drafts, total.ingredient_ids, total.quantities
    into v_outcomes, v_first, v_answers, v_drafts, v_ids, v_quantities from batch, total;

  if v_drafts is not null then
    -- 3: read the stock without a lock.
    select coalesce(bool_or(s.ingredient_id is null or s.on_hand - s.reserved < t.quantity), false) into v_scarce
      from unnest(v_ids, v_quantities) t(ingredient_id, quantity) left join stock_of(t.ingredient_id) s on true;
    if v_scarce then
      select * into v_drafts, v_refused from allot_scarce_stock(v_drafts);
      select array_agg(t.ingredient_id), array_agg(t.quantity) into v_ids, v_quantities
        from (
          select x.ingredient_id, sum(x.quantity)::bigint as quantity
          from unnest(v_drafts) d, unnest(d.ingredient_ids, d.quantities) x(ingredient_id, quantity) group by x.ingredient_id
        ) t;
      select array_agg(case when o.n = any (v_refused) then 'insufficient_stock' else o.outcome end order by o.n) into v_outcomes
        from unnest(v_outcomes) with ordinality o(outcome, n);
    end if;
  end if;

  if v_drafts is not null then
    -- 4: the orders and their events.
    with draft as materialized (
      select d.n, d.account_id, d.request_id, d.body_hash, d.order_id, d.payment_id, d.payment_method, d.provider, d.delivery, d.deliver_at, d.note, d.skipped,
        case when d.provider = 'door' then 'placed' else 'awaiting_payment' end as status,
        case when d.provider = 'door' then 'requires_capture' else 'requires_payment_method' end as payment_status,
        case when d.provider <> 'door' then now() + make_interval(mins => d.pay_minutes) end as pay_by,
        d.seq + row_number() over (partition by d.account_id order by d.n) as seq,
        d.subtotal, d.cooking_minutes, d.ride_minutes, d.restock_minutes, d.lines, d.ingredient_ids, d.quantities, d.language,
        expected_at('placed', now() + make_interval(mins => d.restock_minutes), null, null, d.cooking_minutes, d.ride_minutes, d.deliver_at) as expected
      from unnest(v_drafts) d
    ), ordered as (
      insert into orders (id, account_id, request_id, body_hash, skipped, status, payment_id, currency, subtotal, delivery_fee, delivery, deliver_at, note,
        pay_by, cooking_minutes, delivery_minutes, restock_minutes, eta_earliest, eta_placed, eta_latest, eta_promised, timeline)
      select d.order_id, d.account_id, d.request_id, d.body_hash, d.skipped, d.status, d.payment_id, v_store.currency, d.subtotal, v_store.delivery_fee, d.delivery, d.deliver_at, d.note,
        d.pay_by,
        d.cooking_minutes, d.ride_minutes, d.restock_minutes,
        greatest(now(), d.expected - make_interval(mins => v_store.early_minutes::int)),
        greatest(now(), d.expected - make_interval(mins => v_store.early_minutes::int)),
        d.expected + make_interval(mins => v_store.late_minutes::int), d.expected + make_interval(mins => v_store.late_minutes::int),
        jsonb_build_array(jsonb_build_object('status', d.status, 'at', v_now))
      from draft d order by d.n
      returning orders.*
    ), paid as (
      insert into payments (id, order_id, method, provider, status, amount, currency, request_id)
      select d.payment_id, d.order_id, d.payment_method, d.provider, d.payment_status, d.subtotal + v_store.delivery_fee, v_store.currency, d.request_id
      from draft d
    ), asked as (
      insert into provider_calls (id, payment_id, kind, due_at) select uuid_v7(), d.payment_id, 'create', now() + head_start() from draft d where d.provider <> 'door'
    ), lined as (
      insert into order_items (order_id, line, product_id, name, shown_name, quantity, unit_price, exclude, note, choices)
      select d.order_id, l.line, l.product_id, p.name, nullif(text_in(p.name, p.translations, 'name', d.language), p.name), l.quantity, p.price + coalesce(c.price, 0), l.exclude, l.note, coalesce(c.chosen, '[]')
      from draft d join unnest(v_lines) l on l.n = d.n join products p on p.id = l.product_id
      left join lateral (
        select y.* from (
          select sum(x.price)::bigint as price, chosen_json(l.choices, d.language) as chosen from choices x where x.id = any (l.choices)
        ) y where cardinality(l.choices) > 0
      ) c on true
    ), held as (
      insert into reservations (order_id, ingredient_ids, quantities)
      select d.order_id, d.ingredient_ids, d.quantities from draft d where cardinality(d.ingredient_ids) > 0
    ), told as materialized (
      select d.n, d.account_id, d.seq, status_changed_json(o, d.payment_status, null) as data,
        json_build_object('number', o.number, 'status', o.status, 'paymentStatus', d.payment_status, 'currency', o.currency, 'deliveryFee', o.delivery_fee,
          'cookingMinutes', o.cooking_minutes, 'earliest', o.eta_earliest, 'latest', o.eta_latest, 'placedAt', o.placed_at, 'lines', d.lines) as placed
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
    'pushes', v_pushes);
end $$;
