-- Accounts.
-- uses: values feed

-- The account as the contract's `account`.
create or replace function account_json(a accounts) returns json language sql stable
return json_strip_nulls(json_build_object(
  'id', a.id, 'login', a.login, 'email', a.email, 'emailVerified', a.email_verified_at is not null, 'newEmail', a.new_email, 'name', a.name, 'role', a.role, 'phone', a.phone, 'showsPhone', a.shows_phone,
  'address', a.address, 'location', place_json(a.lat, a.lng),
  'addresses', (
    select coalesce(json_agg(b.entry), '[]')
    from (
      select jsonb_build_object('label', a.address_label, 'address', a.address, 'location', place_json(a.lat, a.lng), 'default', true) as entry
      where a.address is not null
      union all
      select o || '{"default": false}' from jsonb_array_elements(a.other_addresses) o
    ) b),
  'preferredPaymentMethod', a.preferred_payment_method, 'dietaryRestrictions', a.dietary_restrictions,
  'notificationPreferences', '{"email": false}' || a.notification_preferences, 'timeZone', a.time_zone, 'locale', a.locale, 'createdAt', rfc3339(a.created_at)
));

-- Tells the nodes that what they know of an account has changed, other than by its orders. Returns { pushes }.
create or replace function account_changed(p_account uuid) returns json language sql as $$
  select json_build_object('pushes', json_build_array(append_push('{"nodes": true}', 'account:changed', json_build_object('accountId', p_account,
    'locale', (select a.locale from accounts a where a.id = p_account)))))
$$;

-- Tells the customer's devices what has changed. It locks the feed head, so it comes before the change itself. Returns { pushes }.
create or replace function tell_account_changed(p_account uuid, p_changed text[]) returns json language sql as $$
  select json_build_object('pushes', json_build_array(append_event(p_account, 'account:changed', json_build_object('changed', p_changed))))
$$;

-- Ends the open sessions of an account: only one, all but one, or all. Their sockets are closed after the commit. Returns { ended, pushes }.
create or replace function end_sessions(p_account uuid, p_reason text, p_only uuid, p_all_but uuid) returns json language plpgsql as $$
declare
  v_ids uuid[];
begin
  v_ids := array(
    select id from sessions
    where account_id = p_account and end_reason is null and (p_only is null or id = p_only) and (p_all_but is null or id <> p_all_but)
    order by id for no key update);
  with ended as (
    update sessions set end_reason = p_reason where id = any (v_ids) and end_reason is null returning id
  )
  select coalesce(array_agg(id), '{}') into v_ids from ended;
  if v_ids = '{}' then
    return json_build_object('ended', 0, 'pushes', json_build_array());
  end if;
  return json_build_object('ended', cardinality(v_ids), 'pushes', json_build_array(
    append_push(json_build_object('account', p_account, 'sessions', v_ids), 'session:ended', json_build_object('reason', p_reason))));
end $$;

-- The subjects under which failed sign-ins to an account are counted: its id, and its login, its e-mail address and the name of its codes, each also
-- together with a network from which the owner has signed in (src/accounts/check-password.ts makes them).
create or replace function failure_subjects(p_account uuid) returns setof bytea language sql stable as $$
  select sha256(convert_to(p_account::text, 'UTF8'))
  union all
  select sha256(convert_to(typed.name, 'UTF8') || n.network)
  from accounts a cross join lateral (values (a.login), (a.email), (a.id || ' code')) typed(name)
  cross join (select ''::bytea as network union select network from sessions where account_id = p_account and network is not null) n
  where a.id = p_account
$$;
