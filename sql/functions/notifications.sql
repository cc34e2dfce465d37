-- Notifications: the inbox of a customer, announced in the feed.
-- uses: values feed limits refunds push

-- The contract's `notification`.
create or replace function notification_json(n notifications) returns json language sql stable
return json_strip_nulls(json_build_object('id', n.id, 'kind', n.kind, 'title', n.title, 'body', n.body, 'orderId', n.order_id,
  'at', rfc3339(n.at), 'readAt', rfc3339(n.read_at)));

-- The template that an event calls for, if it exists. An event that repeats the status calls for none. An order that goes well calls for three:
-- it is confirmed, on its way, delivered. Its timeline shows the other steps.
create or replace function notification_key(p_event text, p_data json) returns text language sql immutable
return case
  when p_event = 'payment:status_changed' then 'payment.' || (p_data ->> 'status')
  when p_event = 'refund:failed' then 'payment.refund_failed'
  -- of an amendment the customer is told what is taken out (tell_of_amendment)
  when p_event = 'order:adjusted' and p_data #>> '{adjustment,kind}' = 'amendment' then null
  when p_event = 'order:adjusted' then case when p_data #> '{adjustment,refund}' is null then 'payment.lowered' else 'payment.refund_begun' end
  -- the other causes come with a step whose notification has the new times
  when p_event = 'order:eta_changed' then case p_data ->> 'cause' when 'kitchen' then 'order.delayed' when 'stock' then 'order.waits_for_stock'
    when 'delay' then 'order.late' when 'preparation' then 'order.late' when 'pickup' then 'order.late' end
  -- events of the staff, which the customer is told in words only
  when p_event = 'order:short' then 'order.lacks_stock'
  when p_event = 'order:amended' then 'order.' || (p_data ->> 'as')
  when p_event = 'order:at_door' then 'order.at_door'
  when p_event = 'order:status_changed' and p_data #>> '{order,status}' is distinct from p_data ->> 'previous'
    then 'order.' || (p_data #>> '{order,status}')
end;

-- Notes the time that the customer is about to be told of a delay. False if they need not hear of it: it is less than five minutes after the promise,
-- or less than ten after what they were told before, or they have been told twice.
create or replace function note_delay(p_order uuid) returns boolean language plpgsql as $$
begin
  update orders o set delays_told = o.delays_told || o.eta_latest
    where o.id = p_order and o.eta_latest >= case coalesce(cardinality(o.delays_told), 0)
      when 0 then o.eta_promised + interval '5 minutes'
      when 1 then o.delays_told[1] + interval '10 minutes' end;
  return found;
end $$;

-- Whether the account wants notifications of this kind.
create or replace function wants(p_preferences jsonb, p_kind text) returns boolean language sql immutable
return coalesce((p_preferences ->> case p_kind when 'payment' then 'payments' when 'promotion' then 'promotions' else 'orders' end)::boolean, true);

-- Puts a notification into the inbox and the feed, queues it for the browsers of the account, and returns the push.
create or replace function notify(p_account uuid, p_kind text, p_title text, p_body text, p_order uuid) returns json language plpgsql as $$
declare
  n notifications;
  v_push json;
begin
  n.account_id := p_account;
  n.id := uuid_v7();
  n.kind := p_kind;
  n.title := p_title;
  n.body := p_body;
  n.order_id := p_order;
  n.at := now();
  v_push := append_event(p_account, 'notification:created', json_build_object('notification', notification_json(n)));
  n.seq := (v_push ->> 'seq')::bigint;
  insert into notifications values (n.*);
  perform push_notification(p_account, n.seq, p_kind);
  return v_push;
end $$;

-- Creates the notification that an event causes, in the language and time zone of the account, and returns an array with its push. Null if the event
-- causes none. Small statements, because one for everything takes longer to start than all of these take.
create or replace function notify_of(p_account uuid, p_event text, p_data json) returns json language plpgsql as $$
declare
  a accounts;
  o orders;
  p payments;
  t templates;
  v_key text := notification_key(p_event, p_data);
  v_filling jsonb;
begin
  select * into a from accounts x where x.id = p_account;
  select * into o from orders x where x.id = coalesce(p_data #>> '{order,id}', p_data ->> 'orderId')::uuid;
  select * into p from payments x where x.id = coalesce((p_data ->> 'paymentId')::uuid, o.payment_id);
  if a.id is null or o.id is null or p.id is null then
    return null;
  end if;
  -- one notification for the end of the order and the refund that comes with it
  if p_event = 'order:status_changed' and exists (select from refunds r where r.payment_id = p.id and ends_with(o, r)) then
    v_key := 'order.' || o.status || '_refund';
  end if;
  select x.* into t from templates x, store s where x.key = v_key and x.locale = any (template_locales(a.locale, s.locales))
    order by array_position(template_locales(a.locale, s.locales), x.locale) limit 1;
  if t.key is null or not wants(a.notification_preferences, split_part(t.key, '.', 1)) then
    return null;
  elsif p_event = 'order:adjusted' and o.status = 'returned' and o.timeline #>> '{-1,at}' = rfc3339(now()) then
    return null;
  -- of a step that was undone and taken again, the customer knows
  elsif p_event = 'order:status_changed'
    and jsonb_array_length(jsonb_path_query_array(o.timeline, '$[*] ? (@.status == $status)', jsonb_build_object('status', o.status))) <> 1 then
    return null;
  end if;
  v_filling := jsonb_build_object(
    'number', o.number, 'reason', case when p_event = 'order:adjusted' then p_data #>> '{adjustment,reason}' when o.status in ('rejected', 'returned') then o.reason end,
    'amount', amount_text(coalesce((p_data #>> '{adjustment,amount,amount}')::bigint,
      -- what goes back now: some of the payment may have gone back before
      case when v_key = 'payment.refunded' then
        (select sum(r.amount)::bigint from refunds r where r.payment_id = p.id and r.status = 'succeeded' and r.updated_at = now()) end,
      p.amount), p.currency, t.locale),
    'dish', p_data ->> 'dish', 'substitute', p_data ->> 'substitute', 'why', p_data ->> 'why', 'until', clock_text(coalesce((p_data ->> 'until')::timestamptz, o.at_door_until), a.time_zone, t.locale),
    'earliest', clock_text(o.eta_earliest, a.time_zone, t.locale), 'latest', clock_text(o.eta_latest, a.time_zone, t.locale));
  return json_build_array(notify(p_account, split_part(t.key, '.', 1), fill(t.title, v_filling), fill(t.body, v_filling), o.id));
end $$;

-- How many notifications of an account are unread, among those that are listed.
create or replace function unread_count(p_account uuid) returns int language sql stable
return (select count(*)::int from notifications where account_id = p_account and read_at is null and at > now() - make_interval(days => notification_days()));

-- Marks notifications as read: the named ones, those about an order, or all (both null). The lock of the feed head puts it before or after each new
-- notification, so the count in the event is right at its place in the feed. Returns { unread, pushes }.
create or replace function read_notifications(p_account uuid, p_ids uuid[], p_order uuid) returns json language plpgsql as $$
declare
  v_read uuid[];
  v_unread int;
  v_pushes json[] := '{}';
begin
  -- most orders that a customer looks at have nothing unread: that costs no lock
  if exists (select from notifications n where n.account_id = p_account and n.read_at is null
      and (p_ids is null or n.id = any (p_ids)) and (p_order is null or n.order_id = p_order)) then
    perform 1 from feed_heads where account_id = p_account for no key update;
    with found as materialized (
      select n.account_id, n.seq from notifications n where n.account_id = p_account and n.read_at is null
        and (p_ids is null or n.id = any (p_ids)) and (p_order is null or n.order_id = p_order)
      order by n.seq for no key update
    ), marked as (
      update notifications n set read_at = now() from found f where n.account_id = f.account_id and n.seq = f.seq returning n.id
    )
    select array_agg(id) into v_read from marked;
  end if;
  v_unread := unread_count(p_account);
  if v_read is not null then
    v_pushes := array[append_event(p_account, 'notification:read', json_strip_nulls(json_build_object(
      'ids', case when p_ids is not null then v_read end, 'orderId', p_order, 'all', case when p_ids is null and p_order is null then true end, 'unread', v_unread)))];
  end if;
  return json_build_object('unread', v_unread, 'pushes', to_json(v_pushes));
end $$;

-- The next accounts that a broadcast has to reach, at most p_limit (null: all). Accounts created after the broadcast are not among them.
create or replace function addressees(b broadcasts, p_limit int) returns table (account_id uuid) language sql stable as $$
  select a.id from accounts a
  where a.role = 'customer' and a.id > b.reached and a.created_at <= b.created_at
    and wants(a.notification_preferences, 'promotion')
    and (b.diets is null or a.dietary_restrictions && b.diets)
    -- not `exists`: the planner might read all orders since then, for each slice
    and (b.ordered_since is null or (select max(o.placed_at) from orders o where o.account_id = a.id) >= b.ordered_since)
  order by a.id limit p_limit
$$;

-- Sends the next slice of the oldest broadcast that no other node works on. Locks feed heads by account. Returns
-- { found, sent, pushes }; `found` is false when no broadcast is waiting.
create or replace function send_broadcast_slice(p_limit int) returns json language plpgsql as $$
declare
  b broadcasts;
  v_ids uuid[];
  v_pushes json;
begin
  select * into b from broadcasts where finished_at is null order by created_at limit 1 for update skip locked;
  if not found then
    return json_build_object('found', false);
  end if;
  v_ids := array(select account_id from addressees(b, p_limit));
  perform 1 from feed_heads h where h.account_id = any (v_ids) order by h.account_id for no key update;
  with moved as (
    update feed_heads h set seq = h.seq + 1 where h.account_id = any (v_ids) returning h.account_id, h.seq
  ), told as (
    insert into notifications (account_id, seq, id, kind, title, body)
    select m.account_id, m.seq, uuid_v7(), 'promotion', b.title, b.body from moved m returning notifications.*
  ), appended as (
    insert into feed_events (account_id, seq, event, data)
    select n.account_id, n.seq, 'notification:created', json_build_object('notification', notification_json(n.*::notifications)) from told n
    returning account_id, seq, event, at, data
  ), waiting as (
    insert into outbox (account_ids, seqs) select array_agg(a.account_id), array_agg(a.seq) from appended a having count(*) > 0 returning id
  )
  select json_agg(json_build_object('outboxId', w.id, 'accountId', a.account_id, 'seq', a.seq, 'event', a.event, 'at', rfc3339(a.at), 'data', a.data::text))
    into v_pushes from appended a, waiting w;
  perform push_notification(s.account_id, (p ->> 'seq')::bigint, 'promotion')
    from (select distinct account_id from push_subscriptions where account_id = any (v_ids)) s
    join json_array_elements(v_pushes) p on (p ->> 'accountId')::uuid = s.account_id;
  update broadcasts x set
      sent = x.sent + cardinality(v_ids),
      reached = coalesce(v_ids[cardinality(v_ids)], x.reached),
      finished_at = case when cardinality(v_ids) < p_limit then now() end
    where x.id = b.id;
  return json_build_object('found', true, 'sent', cardinality(v_ids), 'pushes', coalesce(v_pushes, '[]'));
end $$;
