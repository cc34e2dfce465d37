-- Notifications: a customer's inbox, told in the feed too. Everything that tells a customer goes through append_feed, so what is worth a
-- notification is decided there, in the transaction of the change, and no caller has to think of it.

-- The one catalogue of texts. A status is worth a notification if its key has a text here: order.<status>, payment.<status>.
-- {name} stands for a value; English is what every other language falls back to.
create table templates (
  key text not null,
  locale text not null check (locale ~ '^[a-z]{2,3}$'),
  -- null: a sentence without a heading
  title text,
  body text not null,
  primary key (key, locale)
);

insert into templates (key, locale, title, body) values
  ('order.confirmed', 'en', 'Order {number} is confirmed', 'We are getting your ingredients together. It comes between {earliest} and {latest}.'),
  ('order.confirmed', 'sk', 'Objednávka {number} je potvrdená', 'Pripravujeme suroviny. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.in_preparation', 'en', 'Order {number} is being cooked', 'The kitchen has begun. It comes between {earliest} and {latest}.'),
  ('order.in_preparation', 'sk', 'Objednávka {number} sa varí', 'Kuchyňa začala. Prinesieme ju medzi {earliest} a {latest}.'),
  ('order.ready_for_pickup', 'en', 'Order {number} is ready', 'It waits for the courier and comes between {earliest} and {latest}.'),
  ('order.ready_for_pickup', 'sk', 'Objednávka {number} je hotová', 'Čaká na kuriéra, prinesieme ju medzi {earliest} a {latest}.'),
  ('order.in_transit', 'en', 'Order {number} is on its way', 'It will be at your door between {earliest} and {latest}.'),
  ('order.in_transit', 'sk', 'Objednávka {number} je na ceste', 'Pri dverách bude medzi {earliest} a {latest}.'),
  ('order.delivered', 'en', 'Order {number} is delivered', 'Enjoy your meal!'),
  ('order.delivered', 'sk', 'Objednávka {number} je doručená', 'Dobrú chuť!'),
  ('order.returned', 'en', 'Order {number} could not be delivered', 'The courier took it back. {reason}'),
  ('order.returned', 'sk', 'Objednávku {number} sa nepodarilo doručiť', 'Kuriér ju odniesol späť. {reason}'),
  ('order.cancelled', 'en', 'Order {number} is cancelled', 'If you have paid already, you get the money back.'),
  ('order.cancelled', 'sk', 'Objednávka {number} je zrušená', 'Ak ste už zaplatili, peniaze vám vrátime.'),
  ('order.rejected', 'en', 'We cannot make order {number}', 'We are sorry. If you have paid already, you get the money back. {reason}'),
  ('order.rejected', 'sk', 'Objednávku {number} nemôžeme pripraviť', 'Je nám to ľúto. Ak ste už zaplatili, peniaze vám vrátime. {reason}'),
  ('order.expired', 'en', 'Order {number} has expired', 'It was not paid in time, so it will not be made. You are welcome to order again.'),
  ('order.expired', 'sk', 'Objednávka {number} prepadla', 'Nebola včas zaplatená, preto ju nepripravíme. Môžete si objednať znova.'),
  ('payment.succeeded', 'en', 'Payment received', 'Thank you: {amount} for order {number}.'),
  ('payment.succeeded', 'sk', 'Platba prijatá', 'Ďakujeme: {amount} za objednávku {number}.'),
  ('payment.failed', 'en', 'Payment failed', '{amount} for order {number} could not be paid. Try again, or choose another method.'),
  ('payment.failed', 'sk', 'Platba zlyhala', '{amount} za objednávku {number} sa nepodarilo zaplatiť. Skúste znova alebo zvoľte iný spôsob.'),
  ('payment.refunded', 'en', 'Money refunded', '{amount} for order {number} is on its way back to you.'),
  ('payment.refunded', 'sk', 'Peniaze vrátené', '{amount} za objednávku {number} je na ceste späť k vám.'),
  ('payment.partially_refunded', 'en', 'Money refunded', 'A part of what order {number} cost is on its way back to you.'),
  ('payment.partially_refunded', 'sk', 'Peniaze vrátené', 'Časť ceny objednávky {number} je na ceste späť k vám.'),
  ('rating.requested', 'en', 'How was order {number}?', 'Tell us with one to five stars.'),
  ('rating.requested', 'sk', 'Ako chutila objednávka {number}?', 'Povedzte nám to jednou až piatimi hviezdičkami.');

-- Without a foreign key, like feed_events: seq, that of the event which told of it, comes from the locked head.
create table notifications (
  account_id uuid not null,
  seq bigint not null,
  id uuid not null,
  kind text not null check (kind in ('order', 'payment', 'rating', 'promotion')),
  title text not null,
  body text not null,
  order_id uuid,
  at timestamptz not null default now(),
  read_at timestamptz,
  primary key (account_id, seq)
);

-- what is counted, and what is marked as read
create index notifications_unread on notifications (account_id, id) where read_at is null;
-- what the pruning looks for
create index notifications_age on notifications using brin (at);

create function notification_json(n notifications) returns json language sql stable
return json_strip_nulls(json_build_object('id', n.id, 'kind', n.kind, 'title', n.title, 'body', n.body, 'orderId', n.order_id,
  'at', rfc3339(n.at), 'readAt', rfc3339(n.read_at)));

-- An amount as people write it. Minor units are hundredths, but for the currencies that ISO 4217 lists with none, three or four digits (src/contract/currency.ts has the same).
create function amount_text(p_amount bigint, p_currency text, p_language text) returns text language sql immutable as $$
  select replace(round(p_amount / power(10::numeric, d.digits), d.digits)::text, '.', case p_language when 'en' then '.' else ',' end) || ' ' || p_currency
  from (select case
    when p_currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when p_currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3 when p_currency in ('CLF', 'UYW') then 4 else 2 end as digits) d
$$;

-- The time of day where the customer is, with the date unless it is today.
create function clock_text(p_moment timestamptz, p_time_zone text, p_language text) returns text language sql stable
return to_char(p_moment at time zone p_time_zone, case
  when (p_moment at time zone p_time_zone)::date = (now() at time zone p_time_zone)::date then ''
  when p_language = 'en' then 'FMDD FMMon ' else 'FMDD. FMMM. ' end || 'HH24:MI');

-- The template with its values; one without a value leaves no trace.
create function fill(p_template text, p_values jsonb) returns text language plpgsql immutable as $$
declare
  v record;
begin
  for v in select * from jsonb_each_text(p_values) loop
    p_template := replace(p_template, '{' || v.key || '}', coalesce(v.value, ''));
  end loop;
  return btrim(p_template);
end $$;

-- Which templates an event calls for, if they exist: a status that only repeats itself is no news.
create function notification_keys(p_event text, p_data json) returns text[] language sql immutable
return case
  when p_event = 'payment:status_changed' then array['payment.' || (p_data ->> 'status')]
  when p_event = 'order:status_changed' and p_data #>> '{order,status}' is distinct from p_data ->> 'previous'
    then array['order.' || (p_data #>> '{order,status}')] || case when p_data #>> '{order,status}' = 'delivered' then array['rating.requested'] end
end;

-- Whether the account wants to hear of this kind.
create function wants(p_preferences jsonb, p_kind text) returns boolean language sql immutable
return coalesce((p_preferences ->> case p_kind when 'payment' then 'payments' when 'promotion' then 'promotions' else 'orders' end)::boolean, true);

alter function append_feed(uuid, text, json) rename to append_event;

-- Puts a notification into the inbox and into the feed, and returns the push.
create function notify(p_account uuid, p_kind text, p_title text, p_body text, p_order uuid) returns json language plpgsql as $$
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
  return v_push;
end $$;

-- The notifications that an event is worth, in the account's language and time zone.
create function notify_of(p_account uuid, p_event text, p_data json) returns json language sql as $$
  with wanted as (
    select distinct on (t.key) t.key, split_part(t.key, '.', 1) as kind, t.title, t.body, o.id as order_id, jsonb_build_object(
      'number', o.number, 'reason', case when o.status in ('rejected', 'returned') then o.reason end,
      'amount', amount_text(p.amount, p.currency, t.locale),
      'earliest', clock_text(o.eta_earliest, a.time_zone, t.locale), 'latest', clock_text(o.eta_latest, a.time_zone, t.locale)) as filling
    from accounts a
    join orders o on o.id = coalesce(p_data #>> '{order,id}', p_data ->> 'orderId')::uuid
    join payments p on p.id = coalesce((p_data ->> 'paymentId')::uuid, o.payment_id)
    join templates t on t.key = any (notification_keys(p_event, p_data)) and t.locale in (split_part(lower(a.locale), '-', 1), 'en')
    where a.id = p_account and wants(a.notification_preferences, split_part(t.key, '.', 1))
    order by t.key, t.locale = 'en'
  )
  select json_agg(notify(p_account, w.kind, fill(w.title, w.filling), fill(w.body, w.filling), w.order_id)) from wanted w
$$;

-- Appends one event to a feed whose head the transaction may or may not have locked yet, and returns the push. What it is worth in
-- notifications is appended after it and carried along as `caused`.
create function append_feed(p_account uuid, p_event text, p_data json) returns json language plpgsql as $$
declare
  v_push json := append_event(p_account, p_event, p_data);
  v_caused json := case when notification_keys(p_event, p_data) is not null then notify_of(p_account, p_event, p_data) end;
begin
  return case when v_caused is null then v_push else (v_push::jsonb || jsonb_build_object('caused', v_caused))::json end;
end $$;

-- What a manager tells many customers. Written in slices by whichever node takes the row.
create table broadcasts (
  id uuid primary key,
  sender_id uuid not null references accounts,
  title text not null,
  body text not null,
  -- only those with one of these among their restrictions; only those who have ordered since
  diets text[],
  ordered_since timestamptz,
  -- how many were addressed when it was sent off, and how many have it
  recipients int not null default 0,
  sent int not null default 0,
  -- everybody up to this account is done
  reached uuid not null default '00000000-0000-0000-0000-000000000000',
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index broadcasts_open on broadcasts (created_at) where finished_at is null;

-- Whom a broadcast still has to reach, at most p_limit of them (null: all), by account. Who signs up later is not among them.
create function addressees(b broadcasts, p_limit int) returns table (account_id uuid) language sql stable as $$
  select a.id from accounts a
  where a.role = 'customer' and a.id > b.reached and a.created_at <= b.created_at
    and wants(a.notification_preferences, 'promotion')
    and (b.diets is null or a.dietary_restrictions && b.diets)
    and (b.ordered_since is null or exists (select from orders o where o.account_id = a.id and o.placed_at >= b.ordered_since))
  order by a.id limit p_limit
$$;

-- The next slice of the oldest broadcast that nobody works on: heads by account, then everything in one statement. Returns
-- { sent, pushes }, or null when there is nothing to do.
create function send_broadcast_slice(p_limit int) returns json language plpgsql as $$
declare
  b broadcasts;
  v_ids uuid[];
  v_pushes json;
begin
  select * into b from broadcasts where finished_at is null order by created_at limit 1 for update skip locked;
  if not found then
    return null;
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
    insert into outbox (account_id, seq) select a.account_id, a.seq from appended a returning id, account_id, seq
  )
  select json_agg(json_build_object('outboxId', w.id, 'accountId', a.account_id, 'seq', a.seq, 'event', a.event, 'at', rfc3339(a.at), 'data', a.data))
    into v_pushes from appended a join waiting w on w.account_id = a.account_id and w.seq = a.seq;
  update broadcasts x set
      sent = x.sent + cardinality(v_ids),
      reached = coalesce(v_ids[cardinality(v_ids)], x.reached),
      finished_at = case when cardinality(v_ids) < p_limit then now() end
    where x.id = b.id;
  return json_build_object('sent', cardinality(v_ids), 'pushes', coalesce(v_pushes, '[]'));
end $$;
