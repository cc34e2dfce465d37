-- Tables that forget by emptying a partition (sql/tables/0002-feed.sql).

-- The number of the period in which a moment lies.
create or replace function period_of(p_moment timestamptz, p_days int) returns int language sql immutable parallel safe
return ((p_moment at time zone 'UTC')::date - date '1970-01-01') / p_days;

-- Empties the partition of the next period, once in each period. Returns whether it did. It reads no row, and waits a moment at most: what a
-- backup or another session holds now is emptied by a later call. If no call succeeds in time, the old rows stay for one more turn.
create or replace function rotate(p_table text) returns boolean language plpgsql set lock_timeout = '50ms' as $$
declare
  r rotations;
  v_next int;
begin
  select * into r from rotations where table_name = p_table for no key update skip locked;
  v_next := period_of(clock_timestamp(), r.days) + 1;
  if r.table_name is null or r.emptied_for >= v_next then
    return false;
  end if;
  execute format('truncate %I', format('%s_%s', p_table, v_next % r.partitions));
  if period_of(clock_timestamp(), r.days) + 1 > v_next then
    -- the next period has begun in the meantime, and rows of it may have been in the partition
    raise lock_not_available;
  end if;
  update rotations set emptied_for = v_next where table_name = p_table;
  return true;
exception when lock_not_available then
  return false;
end $$;
