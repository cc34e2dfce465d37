-- Appends events to feeds and pushes to the outbox. A function that changes something calls them in the transaction of the change.
-- uses: values

-- Appends one event to a feed and returns the push. It takes the row lock of the feed head, unless the transaction has it already.
create or replace function append_event(p_account uuid, p_event text, p_data json) returns json language sql as $$
  with head as (
    update feed_heads set seq = seq + 1 where account_id = p_account returning seq
  ), appended as (
    insert into feed_events (account_id, seq, event, data) select p_account, seq, p_event, p_data from head returning seq, at
  ), waiting as (
    insert into outbox (account_id, seq) select p_account, seq from appended returning id
  )
  select json_build_object('outboxId', waiting.id, 'accountId', p_account, 'seq', appended.seq, 'event', p_event,
    'at', rfc3339(appended.at), 'data', p_data)
  from appended, waiting
$$;

-- Appends one event and the notifications that it causes (sql/functions/notifications.sql). Returns the push, with the notifications as `caused`.
-- Everything that tells a customer something calls this function, so no caller has to think of notifications.
create or replace function append_feed(p_account uuid, p_event text, p_data json) returns json language plpgsql as $$
declare
  v_push json := append_event(p_account, p_event, p_data);
  v_caused json := case when notification_keys(p_event, p_data) is not null then notify_of(p_account, p_event, p_data) end;
begin
  return case when v_caused is null then v_push else (v_push::jsonb || jsonb_build_object('caused', v_caused))::json end;
end $$;

-- Appends a push to an audience, which has no number, and returns it.
create or replace function append_push(p_audience json, p_event text, p_data json) returns json language sql as $$
  insert into outbox (audience, event, data) values (p_audience, p_event, p_data)
  returning json_build_object('outboxId', id, 'audience', audience, 'event', event, 'data', data)
$$;
