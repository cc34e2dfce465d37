-- Web push: the subscriptions, and what customers are sent.
-- uses: values messages

-- Stores the subscription of a session. The endpoint is taken from the session that had it before: that one was in the same browser. Of more than
-- p_most of an account, the oldest go. Returns false if the session has ended.
create or replace function subscribe_to_push(p_session uuid, p_account uuid, p_endpoint text, p_p256dh text, p_auth text, p_most int)
returns boolean language plpgsql as $$
begin
  -- one at a time, because two browsers can take each other's place
  perform pg_advisory_xact_lock(hashtext('push'));
  -- serialises with the end of the session, which must leave no subscription behind
  perform 1 from sessions where id = p_session and account_id = p_account and end_reason is null and expires_at > now() for no key update;
  if not found then
    return false;
  end if;
  delete from push_subscriptions where session_id = p_session and (endpoint, p256dh, auth) is distinct from (p_endpoint, p_p256dh, p_auth);
  insert into push_subscriptions as s (session_id, id, account_id, is_staff, endpoint, p256dh, auth)
    select p_session, uuid_v7(), p_account, a.role <> 'customer', p_endpoint, p_p256dh, p_auth from accounts a where a.id = p_account
    on conflict (endpoint) do update set session_id = excluded.session_id, id = excluded.id, account_id = excluded.account_id,
      is_staff = excluded.is_staff, p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at
      -- a repetition changes nothing
      where s.session_id <> excluded.session_id;
  delete from push_subscriptions where session_id in (
    select x.session_id from push_subscriptions x where x.account_id = p_account order by x.created_at desc, x.session_id desc offset p_most for update skip locked);
  return true;
end $$;

-- A session that ends takes its subscription with it, whatever ends it.
create or replace function end_push() returns trigger language plpgsql as $$
begin
  delete from push_subscriptions where session_id = new.id;
  return null;
end $$;
create or replace trigger end_push after update of end_reason on sessions for each row when (new.end_reason is not null) execute function end_push();

-- Queues a push of a notification to every browser of its account. It costs an account without a subscription one look into an index.
create or replace function push_notification(p_account uuid, p_seq bigint, p_kind text) returns void language sql as $$
  select queue_message('push', s.account_id, s.id::text, 'notification', jsonb_build_object('seq', p_seq), null, p_kind <> 'promotion', now(),
    case p_kind when 'promotion' then interval '1 day' else interval '1 hour' end)
  from push_subscriptions s where s.account_id = p_account
$$;
