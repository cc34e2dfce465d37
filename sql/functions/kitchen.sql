-- How busy the kitchen is, and how many orders it takes.

-- What the kitchen has before it: the portions, and how long they take one after the other (cooking_minutes is the longest dish and half a minute for
-- each further portion). Of orders that are due: what was scheduled for later does not occupy the kitchen yet. Of each status the 500 newest count: an
-- estimate of that many hours needs no more precision.
-- The settings keep the planner on the index in the order of time: it stops after 500 orders, where any other plan reads all that are open. Statistics
-- that are older than a rush say that there are few, and then every plan looks the same.
create or replace function kitchen_load() returns json language plpgsql stable
  set enable_bitmapscan = off set enable_seqscan = off set enable_sort = off as $$
begin
  return (
    select json_build_array(coalesce(sum(p.portions), 0), coalesce(sum(p.portions * (o.cooking_minutes - least(30, (p.portions - 1) / 2))), 0))
    from (
      (select * from orders where status = 'placed' order by placed_at desc limit 500)
      union all (select * from orders where status = 'confirmed' order by placed_at desc limit 500)
      union all (select * from orders where status = 'in_preparation' order by placed_at desc limit 500)
    ) o cross join lateral (select coalesce(o.portions, 1) as portions) p
    where o.status = 'in_preparation' or o.deliver_at is null or work_begins_at(o.deliver_at, o.cooking_minutes, o.delivery_minutes) <= now());
end $$;

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
