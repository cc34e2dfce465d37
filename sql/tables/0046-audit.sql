-- The audit log: who did what, and every event that concerns security. Rows are never changed. They hold ids and no personal data, so that an
-- account can be erased while its rows stay.
-- 26 partitions of 31 days are used in turn; `forget_audit` empties those that are older than AUDIT_DAYS (decision 0024).
create table audit (
  id uuid not null default gen_random_uuid(),
  at timestamptz not null default now(),
  -- the role of the account; guest: nobody was signed in; command_line: a program of the operator; system: the gateway itself
  actor text not null check (actor in ('customer', 'kitchen', 'warehouse', 'courier', 'manager', 'guest', 'command_line', 'system')),
  actor_id uuid,
  session_id uuid,
  -- the event of a request, or the command
  event text not null,
  -- the reason of the refusal; null: it was done
  refused text,
  -- failures of the same kind that this row stands for
  times int not null default 1 check (times > 0),
  -- what it was about
  order_id uuid,
  account_id uuid,
  payload jsonb,
  before jsonb,
  after jsonb
) partition by list ((((at at time zone 'UTC')::date - date '1970-01-01') / 31 % 26));

create function refuse_changed_audit() returns trigger language plpgsql stable as $$
begin
  raise exception 'a row of the audit log is never changed';
end $$;

-- Whole partitions are emptied once they are old. No setting and no mistake empties one with younger rows.
create function refuse_young_audit() returns trigger language plpgsql stable as $$
declare
  v_young boolean;
begin
  execute format('select exists (select from %I.%I where at > now() - interval ''30 days'')', tg_table_schema, tg_table_name) into v_young;
  if v_young then
    raise exception 'the last 30 days of the audit log stay';
  end if;
  return null;
end $$;

do $$ begin
  for n in 0 .. 25 loop
    execute format('create table audit_%s partition of audit (primary key (at, id)) for values in (%s)', n, n);
    execute format('create trigger audit_%s_stays before truncate on audit_%s for each statement execute function refuse_young_audit()', n, n);
  end loop;
end $$;
create trigger audit_stays before update or delete on audit for each row execute function refuse_changed_audit();

-- the filters of audit:list
create index audit_actor on audit (actor_id, at, id) where actor_id is not null;
create index audit_order on audit (order_id, at, id) where order_id is not null;
