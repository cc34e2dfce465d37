-- How busy the kitchen is, and how many orders it takes.

-- Adds minutes to the estimate of each order that is placed until then; returns whether it does. 0 minutes, or a moment that has passed: no longer.
create or replace function make_busy(p_minutes int, p_until timestamptz) returns boolean language sql as $$
  update store set busy_minutes = b.minutes, busy_until = case when b.minutes is not null then p_until end, settings_version = settings_version + 1
  from (select case when p_minutes > 0 and p_until > now() then p_minutes end as minutes) b
  returning busy_minutes is not null
$$;

-- Locks the quarters of an hour of the drafts, and returns the drafts (their n) for which there is no place. A draft that is refused later, for its
-- stock, counts for those behind it in the batch: they are refused one time too often, never one too few.
create or replace function without_place(p_drafts order_draft[], p_places int) returns int[] language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('slot'), (extract(epoch from s.slot) / 900)::int)
    from (select distinct d.slot from unnest(p_drafts) d where d.slot is not null order by d.slot) s;
  -- a separate statement, so that it sees what earlier holders of the locks have committed
  return array(
    select x.n
    from (select d.n, d.slot, row_number() over (partition by d.slot order by d.n) as place from unnest(p_drafts) d where d.slot is not null) x
    join lateral (
      select count(*) as taken from orders o where o.slot = x.slot and o.status not in ('cancelled', 'rejected', 'expired')
    ) t on t.taken + x.place > p_places);
end $$;
