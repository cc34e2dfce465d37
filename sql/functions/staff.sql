-- The accounts of the staff.
-- uses: values accounts answers audit

-- Whether the account is a member of the staff who can sign in, or is signed in.
create or replace function is_active_staff(a accounts) returns boolean language sql stable
return a.role <> 'customer' and a.deleted_at is null and a.disabled_at is null
  and (a.password_hash is not null or exists (select from sessions s where s.account_id = a.id and s.end_reason is null and s.expires_at > now()));

-- A member of the staff as managers see them.
create or replace function staff_json(a accounts) returns json language sql stable as $$
  select json_strip_nulls(json_build_object('id', a.id, 'login', a.login, 'name', a.name,
    'email', case when a.email <> a.login || '@staff.invalid' then a.email end, 'role', a.role, 'locale', a.locale,
    'createdAt', rfc3339(a.created_at), 'disabledAt', rfc3339(a.disabled_at), 'secondFactor', a.second_factor_at is not null,
    'recoveryCodes', case when a.second_factor_at is not null then
      (select count(*) from recovery_codes c where c.account_id = a.id and c.used_at is null) end,
    'sessions', s.open, 'lastSeenAt', rfc3339(s.seen)))
  from (select count(*) filter (where x.end_reason is null and x.expires_at > now()) as open, max(x.last_seen_at) as seen
    from sessions x where x.account_id = a.id) s
$$;

-- Locks a member of the staff, and all managers: of two who demote each other, the second sees what the first has done. p_actor is the manager who
-- asks; null: the operator of the gateway. Returns why the change is refused.
create or replace function lock_staff(p_actor uuid, p_staff uuid) returns text language plpgsql as $$
begin
  perform 1 from accounts a where a.role = 'manager' or a.id in (p_actor, p_staff) order by a.id for no key update;
  return case
    when p_actor is not null and not exists (select from accounts a where a.id = p_actor and a.role = 'manager' and is_active_staff(a)) then 'role_required'
    when not exists (select from accounts a where a.id = p_staff and a.role <> 'customer' and a.deleted_at is null) then 'staff_not_found'
  end;
end $$;

-- Whether no other manager can sign in. The caller has called lock_staff.
create or replace function is_last_manager(p_staff uuid) returns boolean language sql stable
return exists (select from accounts a where a.id = p_staff and a.role = 'manager' and is_active_staff(a))
  and not exists (select from accounts a where a.id <> p_staff and a.role = 'manager' and is_active_staff(a));

-- What the audit log shows of a member of the staff before and after a change.
create or replace function staff_state(p_staff uuid) returns jsonb language sql stable as $$
  select jsonb_build_object('role', a.role, 'locale', a.locale, 'disabled', a.disabled_at is not null) from accounts a where a.id = p_staff
$$;

-- Changes the role, the name or the language of a member of the staff; null: as it is. Another role ends the sessions.
create or replace function change_staff(p_actor uuid, p_staff uuid, p_role text, p_name text, p_locale text) returns json language plpgsql as $$
declare
  v_refused text := lock_staff(p_actor, p_staff);
  v_changes_role boolean;
  v_before jsonb := staff_state(p_staff);
  v_pushes json[];
begin
  if v_refused is not null then
    return json_build_object('outcome', v_refused);
  end if;
  v_changes_role := (select a.role <> p_role from accounts a where a.id = p_staff);
  if v_changes_role and p_actor = p_staff then
    return json_build_object('outcome', 'not_yourself');
  end if;
  if v_changes_role and is_last_manager(p_staff) then
    return json_build_object('outcome', 'last_manager');
  end if;
  update accounts a set role = coalesce(p_role, a.role), name = coalesce(p_name, a.name), locale = coalesce(p_locale, a.locale) where a.id = p_staff;
  if p_locale is not null then
    v_pushes := array(select json_array_elements(account_changed(p_staff) -> 'pushes'));
  end if;
  if v_changes_role then
    v_pushes := v_pushes || array(select json_array_elements(end_sessions(p_staff, 'role_changed', null, null) -> 'pushes'));
  end if;
  return with_changes(json_build_object('outcome', 'changed', 'pushes', coalesce(to_json(v_pushes), '[]')), v_before, staff_state(p_staff),
    p_account => p_staff);
end $$;

-- Disables a member of the staff, which ends the sessions and, in the background, a courier's shift; or enables them again.
create or replace function disable_staff(p_actor uuid, p_staff uuid, p_disables boolean) returns json language plpgsql as $$
declare
  v_refused text := lock_staff(p_actor, p_staff);
  v_before jsonb := staff_state(p_staff);
  v_ended json;
begin
  if v_refused is not null then
    return json_build_object('outcome', v_refused);
  end if;
  if p_disables and p_actor = p_staff then
    return json_build_object('outcome', 'not_yourself');
  end if;
  if p_disables and is_last_manager(p_staff) then
    return json_build_object('outcome', 'last_manager');
  end if;
  update accounts a set disabled_at = case when p_disables then coalesce(a.disabled_at, now()) end where a.id = p_staff;
  if p_disables then
    v_ended := end_sessions(p_staff, 'disabled', null, null);
  end if;
  return with_changes(json_build_object('outcome', 'changed', 'pushes', coalesce(v_ended -> 'pushes', '[]')), v_before, staff_state(p_staff),
    p_account => p_staff);
end $$;

-- The answer of a request that changed a member of the staff.
create or replace function staff_answer(p_actor uuid, p_request uuid, p_hash bytea, p_staff uuid, p_result json) returns json language sql as $$
  select case when p_result ->> 'outcome' <> 'changed' then p_result
    else (store_answer(p_actor, p_request, p_hash,
        json_build_object('data', json_build_object('staff', (select staff_json(a) from accounts a where a.id = p_staff))), p_result -> 'pushes')::jsonb
      || jsonb_build_object('changes', p_result -> 'changes'))::json end
$$;

create or replace function change_staff_once(p_actor uuid, p_request uuid, p_hash bytea, p_staff uuid, p_role text, p_name text, p_locale text)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_actor, p_request, p_hash);
begin
  return coalesce(v_known, staff_answer(p_actor, p_request, p_hash, p_staff, change_staff(p_actor, p_staff, p_role, p_name, p_locale)));
end $$;

create or replace function disable_staff_once(p_actor uuid, p_request uuid, p_hash bytea, p_staff uuid, p_disables boolean)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_actor, p_request, p_hash);
begin
  return coalesce(v_known, staff_answer(p_actor, p_request, p_hash, p_staff, disable_staff(p_actor, p_staff, p_disables)));
end $$;

-- Ends the sessions of a member of the staff for a manager: one, or all except the one that asks.
create or replace function end_staff_sessions_once(p_actor uuid, p_request uuid, p_hash bytea, p_staff uuid, p_only uuid, p_all_but uuid)
returns json language plpgsql as $$
declare
  v_known json := claim_answer(p_actor, p_request, p_hash);
  v_refused text;
  v_ended json;
begin
  if v_known is not null then
    return v_known;
  end if;
  v_refused := lock_staff(p_actor, p_staff);
  if v_refused is not null then
    return json_build_object('outcome', v_refused);
  end if;
  v_ended := end_sessions(p_staff, 'revoked', p_only, p_all_but);
  if p_only is not null and (v_ended ->> 'ended')::int = 0 then
    return json_build_object('outcome', 'session_not_found');
  end if;
  return with_changes(
    store_answer(p_actor, p_request, p_hash, json_build_object('data', json_build_object('ended', v_ended -> 'ended')), v_ended -> 'pushes'),
    '{}', jsonb_build_object('ended', v_ended -> 'ended'), p_account => p_staff);
end $$;
