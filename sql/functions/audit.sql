-- The audit log.
-- uses: values

-- Adds an entry. It belongs to the transaction of the change. No argument may carry a secret or personal data of a customer: src/audit has the rule.
create or replace function record_audit(p_event text, p_actor text, p_actor_id uuid default null, p_session uuid default null, p_order uuid default null,
  p_account uuid default null, p_payload jsonb default null, p_before jsonb default null, p_after jsonb default null, p_refused text default null,
  p_times int default 1) returns void language plpgsql as $$
begin
  insert into audit (event, actor, actor_id, session_id, order_id, account_id, payload, before, after, refused, times, node)
  values (p_event, p_actor, p_actor_id, p_session, p_order, p_account, p_payload, p_before, p_after, p_refused, p_times, this_node());
end $$;

-- The result of a function with what it changed, for the audit log: only the fields that differ, and which order and account it was about.
create or replace function with_changes(p_result json, p_before jsonb, p_after jsonb, p_order uuid default null, p_account uuid default null)
returns json language sql immutable as $$
  select json_build_object('outcome', p_result -> 'outcome', 'answer', p_result -> 'answer', 'pushes', p_result -> 'pushes',
    'changes', json_strip_nulls(json_build_object('orderId', p_order, 'accountId', p_account,
      'before', (select json_object_agg(b.key, b.value) from jsonb_each(p_before) b where p_after -> b.key is distinct from b.value),
      'after', (select json_object_agg(a.key, a.value) from jsonb_each(p_after) a where p_before -> a.key is distinct from a.value))))
$$;

-- Adds the entry of a function that has just returned p_result, in the same statement. Nothing for a refusal and for a repeated request: they have an
-- outcome and no pushes. `changes` of the result says what was before and after, and which order and account it was about.
create or replace function record_call(p_result json, p_event text, p_actor text, p_actor_id uuid, p_session uuid, p_order uuid, p_account uuid, p_payload jsonb)
returns void language sql as $$
  select record_audit(p_event, p_actor, p_actor_id, p_session, coalesce(p_order, (p_result #>> '{changes,orderId}')::uuid),
    coalesce(p_account, (p_result #>> '{changes,accountId}')::uuid), p_payload, (p_result #> '{changes,before}')::jsonb, (p_result #> '{changes,after}')::jsonb)
  where p_result ->> 'outcome' is null or p_result -> 'pushes' is not null
$$;

-- Empties the partitions whose rows are all older than p_days days, and the one that is used next. Returns how many. It waits a moment at most for what
-- another session holds; a later call tries again. The trigger of the table refuses what is younger than 30 days, also after a jump of the clock.
create or replace function forget_audit(p_days int) returns int language plpgsql set lock_timeout = '50ms' as $$
declare
  v_today int := (clock_timestamp() at time zone 'UTC')::date - date '1970-01-01';
  v_period int := v_today / 31;
  v_partition text;
  v_any boolean;
  v_emptied int := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('forget_audit')) then
    return 0;
  end if;
  -- the partition of the next period has the rows of the oldest one
  for n in v_period - 25 .. v_period - 1 loop
    continue when (n + 1) * 31 > v_today - p_days;
    v_partition := format('audit_%s', n % 26);
    execute format('select exists (select from %I)', v_partition) into v_any;
    if v_any then
      execute format('truncate %I', v_partition);
      v_emptied := v_emptied + 1;
    end if;
  end loop;
  return v_emptied;
exception when lock_not_available then
  return 0;
end $$;
