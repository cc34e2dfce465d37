-- Appends events to feeds and pushes to the outbox, and reads feeds. A function that changes something appends in the transaction of the change.
-- What appends is in PL/pgSQL, because before PostgreSQL 18 a function in SQL is planned at each call.
-- uses: values messages

-- Appends one event to a feed and returns the push, with the data as text: the gateway sends it as it is. It takes the row lock of the feed head, unless the transaction has it already.
create or replace function append_event(p_account uuid, p_event text, p_data json) returns json language plpgsql as $$
declare
  v_push json;
begin
  with head as (
    update feed_heads set seq = seq + 1 where account_id = p_account returning seq
  ), appended as (
    insert into feed_events (account_id, seq, event, data) select p_account, seq, p_event, p_data from head returning seq, at
  ), waiting as (
    insert into outbox (account_ids, seqs) select array[p_account], array[seq] from appended returning id
  )
  select json_build_object('outboxId', waiting.id, 'accountId', p_account, 'seq', appended.seq, 'event', p_event,
    'at', rfc3339(appended.at), 'data', p_data::text) into v_push
  from appended, waiting;
  return v_push;
end $$;

-- Whether a node has left behind a row of the outbox from this moment: a younger one is still published by the node that wrote it.
create or replace function is_left_behind(p_at timestamptz) returns boolean language sql stable parallel safe
return p_at < now() - interval '2 seconds';

-- Appends one event and the notification that it causes (sql/functions/notifications.sql), and queues the mail. Returns the push, with the
-- notification as `caused`. Everything that tells a customer something calls this function, so no caller has to think of notifications and mails.
create or replace function append_feed(p_account uuid, p_event text, p_data json) returns json language plpgsql as $$
declare
  v_push json := append_event(p_account, p_event, p_data);
  v_caused json;
begin
  if mail_template(p_event, p_data) is not null then
    perform mail_of_order(p_account, mail_template(p_event, p_data), jsonb_build_object('orderId', p_data #>> '{order,id}'), p_data #>> '{order,id}');
  end if;
  if notification_key(p_event, p_data) is null then
    return v_push;
  elsif p_event = 'order:eta_changed' and not note_delay((p_data ->> 'orderId')::uuid) then
    return v_push;
  end if;
  v_caused := notify_of(p_account, p_event, p_data);
  return case when v_caused is null then v_push else (v_push::jsonb || jsonb_build_object('caused', v_caused))::json end;
end $$;

-- Appends a push to an audience, which has no number, and returns it.
create or replace function append_push(p_audience json, p_event text, p_data json) returns json language plpgsql as $$
declare
  v_push json;
begin
  insert into outbox (audience, event, data) values (p_audience, p_event, p_data)
    returning json_build_object('outboxId', id, 'audience', audience, 'event', event, 'data', data::text) into v_push;
  return v_push;
end $$;

-- For each account of the arrays: the head of its feed, and the events after a position. `recovered` is true if no event is missing between the
-- position and the head; otherwise there are none: more than p_most of them, or more than p_bytes, or one is too old and gone. Its plan is kept,
-- because planning for all partitions costs more than reading the events of one account, and it never scans a partition that is empty now.
create or replace function resume_feeds(p_accounts uuid[], p_epochs uuid[], p_after bigint[], p_most int, p_bytes int)
returns table (n bigint, epoch uuid, seq bigint, recovered boolean, events json)
language plpgsql stable
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return query
    select r.n, h.epoch, h.seq, f.whole, case when f.whole then coalesce(missed.events, '[]') else '[]' end
    from unnest(p_accounts, p_epochs, p_after) with ordinality r(account_id, epoch, after, n)
    join feed_heads h on h.account_id = r.account_id
    cross join lateral (
      select coalesce(r.epoch = h.epoch and r.after between 0 and h.seq and h.seq - r.after <= p_most, false) as known
    ) v
    left join lateral (
      select json_agg(json_build_object('event', e.event, 'seq', e.seq, 'at', rfc3339(e.at), 'data', e.data::text) order by e.seq) as events, count(*) as found,
        sum(octet_length(e.data::text) + 120) as bytes
      from feed_events e where v.known and e.account_id = h.account_id and e.seq > r.after
    ) missed on true
    cross join lateral (
      -- an event that is gone is not counted, so there are fewer than the numbers say
      select v.known and missed.found = h.seq - r.after and coalesce(missed.bytes <= p_bytes, true) as whole
    ) f;
end $$;
